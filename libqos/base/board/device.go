package board

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/memmap"
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

// Object returns the part's place in QEMU's composition tree, by which its pins are driven and watched.
func (d *Device) Object(ctx context.Context) (string, error) { return object(ctx, d.Machine, d.place) }

// object returns the place of the object whose registers are at the address of a part.
func object(ctx context.Context, m *guest.Machine, p guest.Peripheral) (string, error) {
	r, ok, err := at(ctx, m, p)
	if err != nil {
		return "", err
	}
	if !ok || r.Owner.Path == "" {
		return "", fmt.Errorf("at %#x there is no part of the machine: %v", p.Base, r)
	}
	return r.Owner.Path, nil
}

// at returns the range at the address of a part.
func at(ctx context.Context, m *guest.Machine, p guest.Peripheral) (memmap.Range, bool, error) {
	all, err := memmap.Read(ctx, m.Monitor)
	if err != nil {
		return memmap.Range{}, false, err
	}
	view := all.Memory()
	if p.Ports {
		view = all.Ports()
	}
	r, ok := view.At(p.Base)
	return r, ok, nil
}
