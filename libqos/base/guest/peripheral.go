package guest

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/qtest"
)

// Peripheral is a part in a machine's memory map, as the machine's manual
// describes it.
type Peripheral struct {
	Base   uint64           // of the registers: a guest-physical address, or the first of the ports
	Ports  bool             // the registers are ports, as x86 has them
	Order  binary.ByteOrder // of the registers; nil for little-endian
	Stride uint64           // bytes from one register to the next; 0 as in the part's own manual
	Lines  []Wire           // of its interrupts, in the order of the part's manual
}

// Registers returns the registers of a part of the machine.
func (m *Machine) Registers(p Peripheral) reg.Space {
	order := p.Order
	if order == nil {
		order = binary.LittleEndian
	}
	var s reg.Space
	if p.Ports {
		s = m.PortsOrder(uint16(p.Base), 1<<16-uint32(p.Base), order)
	} else {
		s = m.Window(p.Base, order)
	}
	if p.Stride == 0 {
		return s
	}
	return strided{s, p.Stride}
}

// strided has registers further apart than in their manual, where they have consecutive numbers.
type strided struct {
	space  reg.Space
	stride uint64 // in bytes
}

func (s strided) Load(ctx context.Context, w qtest.Width, n uint64) (uint64, error) {
	return s.space.Load(ctx, w, n*s.stride)
}

func (s strided) Store(ctx context.Context, w qtest.Width, n, value uint64) error {
	return s.space.Store(ctx, w, n*s.stride, value)
}

// WatchLine watches interrupt n of a part of the machine. It is an error if the part
// has no such interrupt.
func (m *Machine) WatchLine(ctx context.Context, p Peripheral, n int) (Line, error) {
	if n < 0 || n >= len(p.Lines) || p.Lines[n] == (Wire{}) {
		return Line{}, fmt.Errorf("guest: watch interrupt %d of the part at %#x: it has only %d interrupts", n, p.Base, len(p.Lines))
	}
	return m.Watch(ctx, p.Lines[n])
}
