package rtl8139

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
)

// Device is a controller on a PCI bus.
type Device struct {
	PCI     *pci.Device
	Regs    reg.Space
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled and with its registers mapped in memory space. It
// is not reset.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, PCIModel(), 1)
	if err != nil {
		return nil, fmt.Errorf("rtl8139: %w", err)
	}
	return &Device{PCI: dev, Regs: regs, Machine: bus.Machine()}, nil
}

// Reset resets the controller, which leaves the C+ mode (the data sheet, section "Command Register", RST).
func (d *Device) Reset(ctx context.Context) error {
	err := CR.Write(ctx, d.Regs, RST)
	if err == nil {
		err = d.Machine.Wait(ctx, "RST in CR to clear", func(ctx context.Context) (bool, error) {
			c, err := CR.Read(ctx, d.Regs)
			return c&RST == 0, err
		})
	}
	if err != nil {
		return fmt.Errorf("rtl8139: reset: %w", err)
	}
	return nil
}

// Acknowledge clears bits of ISR.
func (d *Device) Acknowledge(ctx context.Context, i Interrupts) error {
	return ISR.Write(ctx, d.Regs, i)
}

// SetFilter writes the multicast filter.
func (d *Device) SetFilter(ctx context.Context, f uint64) error {
	return errors.Join(MAR0.Write(ctx, d.Regs, uint32(f)), MAR4.Write(ctx, d.Regs, uint32(f>>32)))
}

// Set drives the wires to the EEPROM (the data sheet, section "93C46 (93C56) Command Register").
func (d *Device) Set(ctx context.Context, w microwire.Wires) error {
	return CR9346.Write(ctx, d.Regs, Program|microwire.Drive(w, EECS, EESK, EEDI))
}

// DO returns the level of the wire from the EEPROM.
func (d *Device) DO(ctx context.Context) (bool, error) {
	v, err := CR9346.Read(ctx, d.Regs)
	return v&EEDO != 0, err
}
