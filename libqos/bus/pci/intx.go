package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// INTx returns the interrupt line of the device's interrupt pin, watched at the
// machine's interrupt controller. It is an error if the device has no pin.
func (d *Device) INTx(ctx context.Context) (guest.Line, error) {
	line, err := d.intx(ctx)
	if err != nil {
		return guest.Line{}, fmt.Errorf("pci: INTx of %v: %w", d, err)
	}
	return line, nil
}

func (d *Device) intx(ctx context.Context) (guest.Line, error) {
	pin, err := InterruptPin.Read(ctx, d.Config())
	if err != nil {
		return guest.Line{}, err
	}
	if pin == NoPin || pin > INTD {
		return guest.Line{}, fmt.Errorf("%v: %w", pin, ErrNoPin)
	}
	wire, err := d.bus.host.IntLine(ctx, d.at, pin)
	if err != nil {
		return guest.Line{}, err
	}
	return d.bus.machine.Watch(ctx, wire)
}
