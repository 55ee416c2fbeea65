package board

import (
	"context"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Device is the guest's side of a part that has registers and interrupts, and no bus behind it. A
// driver's own type embeds it:
//
//	type Clock struct{ board.Device }
//
//	func at(_ context.Context, m *guest.Machine, p guest.Peripheral) (*Clock, error) {
//		return &Clock{board.At(m, p)}, nil
//	}
type Device struct {
	Regs    reg.Space
	Machine *guest.Machine
	place   guest.Peripheral
}

// At returns the part at a place of a machine.
func At(m *guest.Machine, p guest.Peripheral) Device {
	return Device{Regs: m.Registers(p), Machine: m, place: p}
}

// Interrupt watches the part's interrupt n, in the order of the board's table.
func (d *Device) Interrupt(ctx context.Context, n int) (guest.Line, error) {
	return d.Machine.WatchLine(ctx, d.place, n)
}

// Interrupts returns how many interrupts the board's table has of the part.
func (d *Device) Interrupts() int { return len(d.place.Lines) }
