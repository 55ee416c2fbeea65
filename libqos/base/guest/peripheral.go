package guest

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Peripheral is a part in a machine's memory map, as the machine's manual
// describes it.
type Peripheral struct {
	Base  uint64           // guest-physical address of the registers
	Order binary.ByteOrder // of the registers; nil for little-endian
	Lines []Wire           // of its interrupts, in the order of the part's manual
}

// Registers returns the registers of a part of the machine.
func (m *Machine) Registers(p Peripheral) reg.Space {
	if p.Order == nil {
		return m.Window(p.Base, binary.LittleEndian)
	}
	return m.Window(p.Base, p.Order)
}

// WatchLine watches interrupt n of a part of the machine. It is an error if the part
// has no such interrupt.
func (m *Machine) WatchLine(ctx context.Context, p Peripheral, n int) (Line, error) {
	if n < 0 || n >= len(p.Lines) {
		return Line{}, fmt.Errorf("guest: watch interrupt %d of the part at %#x: it has only %d interrupts", n, p.Base, len(p.Lines))
	}
	return m.Watch(ctx, p.Lines[n])
}
