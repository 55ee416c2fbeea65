package nvme

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Memory is a contiguous block that both the guest and the controller access.
type Memory struct {
	Address uint64 // for the controller
	Size    uint64 // in bytes
	cpu     uint64 // guest-physical address
	machine *guest.Machine
	alloc   *guest.Allocator
	given   uint64 // its address in alloc
}

// Write writes bytes at an offset.
func (m *Memory) Write(ctx context.Context, offset uint64, p []byte) error {
	return m.machine.WriteMemory(ctx, m.cpu+offset, p)
}

// Read reads bytes at an offset.
func (m *Memory) Read(ctx context.Context, offset uint64, p []byte) error {
	return m.machine.ReadMemory(ctx, m.cpu+offset, p)
}

// Clear fills the memory with zeros.
func (m *Memory) Clear(ctx context.Context) error {
	if err := m.machine.Memset(ctx, m.cpu, m.Size, 0); err != nil {
		return fmt.Errorf("nvme: clear %#x bytes at %#x: %w", m.Size, m.cpu, err)
	}
	return nil
}

// Free frees the memory.
func (m *Memory) Free() error { return m.alloc.Free(m.given) }

// Source is the origin of memory for queues and data: guest memory or an
// [Arena].
type Source interface {
	// Alloc returns uninitialised memory. Its address is a multiple of align
	// for both sides.
	Alloc(size, align uint64) (*Memory, error)
}

// ram is guest memory as a source.
type ram struct{ machine *guest.Machine }

func (r ram) Alloc(size, align uint64) (*Memory, error) {
	addr, err := r.machine.Alloc.Alloc(size, align)
	if err != nil {
		return nil, err
	}
	return &Memory{Address: addr, Size: size, cpu: addr, machine: r.machine, alloc: r.machine.Alloc, given: addr}, nil
}

// source returns s, or guest memory if it is nil.
func (c *Controller) source(s Source) Source {
	if s == nil {
		return ram{c.Machine}
	}
	return s
}

// Arena is memory in the controller. The guest reaches it through a BAR,
// commands through addresses from a Controller Base Address (section 4.7
// "Controller Memory Buffer").
type Arena struct {
	Region *pci.Region
	Offset uint64 // of its start in Region
	Size   uint64 // in bytes
	Base   uint64 // Controller Base Address
	cpu    uint64
	m      *guest.Machine
	alloc  *guest.Allocator // of offsets
}

// newArena returns the arena of size bytes at an offset of a memory region.
func newArena(m *guest.Machine, region *pci.Region, offset, size, base uint64) (*Arena, error) {
	cpu, mapped := region.Address()
	if !mapped || offset+size > region.Size() {
		return nil, fmt.Errorf("got %#x bytes at %#x of %v, want a range within a memory BAR", size, offset, region.BAR())
	}
	return &Arena{
		Region: region, Offset: offset, Size: size, Base: base,
		cpu: cpu + offset, m: m, alloc: guest.NewAllocator(guest.RAM{Size: size}),
	}, nil
}

// Alloc returns a part of the arena.
func (a *Arena) Alloc(size, align uint64) (*Memory, error) {
	offset, err := a.alloc.Alloc(size, align)
	if err != nil {
		return nil, fmt.Errorf("nvme: memory of %v: %w", a.Region.BAR(), err)
	}
	return &Memory{Address: a.Base + offset, Size: size, cpu: a.cpu + offset, machine: a.m, alloc: a.alloc, given: offset}, nil
}

// Check reports memory that was not freed.
func (a *Arena) Check() error { return a.alloc.Check() }
