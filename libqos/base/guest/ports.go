package guest

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// PortIO is the I/O address space of an x86 CPU.
type PortIO interface {
	In(ctx context.Context, w qtest.Width, port uint16) (uint32, error)
	Out(ctx context.Context, w qtest.Width, port uint16, v uint32) error
}

// Ports returns the registers that an x86 CPU reaches by port instructions, size
// ports from base on. An access outside of them is an error.
func (m *Machine) Ports(base uint16, size uint32) reg.Space {
	return m.PortsOrder(base, size, binary.LittleEndian)
}

// PortsOrder is [Machine.Ports] for a device whose registers have the given byte
// order.
func (m *Machine) PortsOrder(base uint16, size uint32, order binary.ByteOrder) reg.Space {
	return ports{m, uint64(base), uint64(size), order != binary.LittleEndian}
}

type ports struct {
	m          *Machine
	base, size uint64
	swap       bool // the device is big-endian; the instructions are little-endian
}

func (p ports) Load(ctx context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if err := p.check(w, offset); err != nil {
		return 0, err
	}
	if p.swap {
		ctx = Swapped(ctx, w)
	}
	v, err := p.m.link.In(ctx, w, uint16(p.base+offset))
	if err != nil {
		return 0, err
	}
	if p.swap {
		return Swap(w, uint64(v)), nil
	}
	return uint64(v), nil
}

func (p ports) Store(ctx context.Context, w qtest.Width, offset, value uint64) error {
	if err := p.check(w, offset); err != nil {
		return err
	}
	if p.swap {
		ctx, value = Swapped(ctx, w), Swap(w, value)
	}
	return p.m.link.Out(ctx, w, uint16(p.base+offset), uint32(value))
}

func (p ports) check(w qtest.Width, offset uint64) error {
	if w > qtest.Width32 {
		return fmt.Errorf("guest: port %#x: got an access of %d bytes, want 1, 2 or 4", p.base+offset, w)
	}
	if offset+uint64(w) > p.size || p.base+offset+uint64(w) > 1<<16 {
		return fmt.Errorf("guest: access of %d bytes at port %#x is outside of the %d ports from %#x on", w, p.base+offset, p.size, p.base)
	}
	return nil
}
