package es1370

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Device is a sound card on a PCI bus.
type Device struct {
	Regs    reg.Space
	PCI     *pci.Device
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled and with its registers mapped. It is
// not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 0)
	if err != nil {
		return nil, fmt.Errorf("es1370: %w", err)
	}
	return &Device{Regs: regs, PCI: dev, Machine: bus.Machine()}, nil
}

// Reset stops all channels and takes their interrupts away.
func (d *Device) Reset(ctx context.Context) error {
	return errors.Join(
		ControlRegister.Write(ctx, d.Regs, SERRDisable),
		SerialControl.Write(ctx, d.Regs, 0),
	)
}
