package pci

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Region is a mapped BAR: the device's registers or memory in the guest CPU's
// address space. Offsets count from the start of the BAR.
type Region struct {
	bar   BAR
	base  uint64 // PCI address
	cpu   uint64 // guest-physical address, if memory-mapped
	io    bool   // reached by port instructions
	zero  bool   // unanswered reads return zero
	m     *guest.Machine
	space reg.Space
}

// Load reads a register. It is an error if it is not inside the region.
func (r *Region) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := r.check(offset, uint64(w)); err != nil {
		return 0, err
	}
	return r.space.Load(ctx, w, offset)
}

// Store writes a register. It is an error if it is not inside the region.
func (r *Region) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := r.check(offset, uint64(w)); err != nil {
		return err
	}
	return r.space.Store(ctx, w, offset, value)
}

// ReadMemory reads a block of bytes. It is an error for a region of I/O ports.
func (r *Region) ReadMemory(ctx context.Context, offset uint64, p []byte) error {
	if err := r.checkBlock(offset, len(p)); err != nil {
		return err
	}
	return r.m.ReadMemory(ctx, r.cpu+offset, p)
}

// WriteMemory writes a block of bytes. It is an error for a region of I/O
// ports.
func (r *Region) WriteMemory(ctx context.Context, offset uint64, p []byte) error {
	if err := r.checkBlock(offset, len(p)); err != nil {
		return err
	}
	return r.m.WriteMemory(ctx, r.cpu+offset, p)
}

// BAR returns the mapped BAR.
func (r *Region) BAR() BAR { return r.bar }

// Size returns the size of the region in bytes.
func (r *Region) Size() uint64 { return r.bar.Size }

// Base returns the PCI address of the region, the address in the BAR.
func (r *Region) Base() uint64 { return r.base }

// Address returns the guest-physical address of the region; false for I/O
// ports, which have none.
func (r *Region) Address() (uint64, bool) { return r.cpu, !r.io }

// Empty returns the value of a register of width w while the device does not
// decode the region.
func (r *Region) Empty(w qtest.Width) uint64 {
	if r.zero {
		return 0
	}
	return ^uint64(0) >> (64 - 8*uint(w))
}

func (r *Region) check(offset, size uint64) error {
	if offset+size > r.bar.Size || offset+size < offset {
		return fmt.Errorf("pci: %d bytes at %#x of %v: outside of the BAR", size, offset, r.bar)
	}
	return nil
}

func (r *Region) checkBlock(offset uint64, size int) error {
	if r.io {
		return fmt.Errorf("pci: %d bytes at %#x of %v: ports do not support block accesses", size, offset, r.bar)
	}
	return r.check(offset, uint64(size))
}

// region returns the registers of a BAR at a PCI address in a window.
func (b *Bus) region(bar BAR, w Window, base uint64, order binary.ByteOrder) *Region {
	r := &Region{bar: bar, base: base, zero: w.Zero, m: b.machine}
	if w.Ports {
		r.io = true
		r.space = b.machine.PortsOrder(uint16(base), uint32(bar.Size), order)
		return r
	}
	r.cpu = w.CPU + (base - w.Base)
	r.space = b.machine.Window(r.cpu, order)
	return r
}
