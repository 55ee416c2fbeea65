package vmxnet3

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
)

// Device is a card on a PCI bus.
type Device struct {
	PCI     *pci.Device
	Doors   reg.Space // BAR 0
	Regs    reg.Space // BAR 1
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled and with its registers mapped. It is
// not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("vmxnet3: %w", err)
	}
	doors, err := dev.Open(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("vmxnet3: %w", err)
	}
	regs, err := dev.Open(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("vmxnet3: %w", err)
	}
	return &Device{PCI: dev, Doors: doors, Regs: regs, Machine: bus.Machine()}, nil
}

// Reset disables and resets the card.
func (d *Device) Reset(ctx context.Context) error {
	return errors.Join(
		CommandPort.Write(ctx, d.Regs, Disable),
		CommandPort.Write(ctx, d.Regs, ResetDevice),
	)
}

// Ask gives a command and returns the answer.
func (d *Device) Ask(ctx context.Context, c Command) (uint32, error) {
	if err := CommandPort.Write(ctx, d.Regs, c); err != nil {
		return 0, err
	}
	v, err := CommandPort.Read(ctx, d.Regs)
	return uint32(v), err
}
