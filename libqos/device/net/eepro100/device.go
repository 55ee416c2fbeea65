package eepro100

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/microwire"
)

// Device is a controller of the family on a PCI bus.
type Device struct {
	Chip    Chip
	Regs    reg.Space // in memory space
	Ports   reg.Space // the same in I/O space
	PCI     *pci.Device
	Machine *guest.Machine
}

// New returns the chip at the bus's slot, enabled and with its registers mapped. It is not
// reset.
func (c Chip) New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, regs, err := bus.Open(ctx, c.Model, 0)
	if err != nil {
		return nil, fmt.Errorf("eepro100: %w", err)
	}
	ports, err := dev.Open(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("eepro100: %w", err)
	}
	return &Device{Chip: c, Regs: regs, Ports: ports, PCI: dev, Machine: bus.Machine()}, nil
}

// resetTime is more than the ten microseconds that a reset takes (section 6.3.3.1 "Port
// Software Reset").
const resetTime = 20 * time.Microsecond

// Reset resets the controller, masks its interrupts, and sets both bases to 0.
func (d *Device) Reset(ctx context.Context) error {
	err := errors.Join(
		PORT.Write(ctx, d.Regs, PortReset),
		d.Machine.Pass(ctx, resetTime),
		SCBMask.Write(ctx, d.Regs, MaskAll),
		d.Command(ctx, CULoadBase, 0),
		d.Command(ctx, RULoadBase, 0),
	)
	if err != nil {
		return fmt.Errorf("eepro100: reset: %w", err)
	}
	return nil
}

// Command writes the general pointer, and then a command for a unit. It waits until the
// command was accepted.
func (d *Device) Command(ctx context.Context, command uint8, pointer uint32) error {
	if err := SCBPointer.Write(ctx, d.Regs, pointer); err != nil {
		return err
	}
	if err := SCBCommand.Write(ctx, d.Regs, command); err != nil {
		return err
	}
	return d.Machine.Wait(ctx, fmt.Sprintf("the SCB to accept command %#x", command), func(ctx context.Context) (bool, error) {
		v, err := SCBCommand.Read(ctx, d.Regs)
		return v&commandsMask == 0, err
	})
}

// Set drives the wires to the EEPROM.
func (d *Device) Set(ctx context.Context, w microwire.Wires) error {
	return EEPROM.Write(ctx, d.Regs, microwire.Drive(w, EECS, EESK, EEDI))
}

// DO returns the level of the wire from the EEPROM.
func (d *Device) DO(ctx context.Context) (bool, error) {
	v, err := EEPROM.Read(ctx, d.Regs)
	return v&EEDO != 0, err
}

// ReadPHY reads a register, 0 to 31, of the PHY at an address, 0 to 31 (section 6.3.5 "MDI
// Control Register").
func (d *Device) ReadPHY(ctx context.Context, phy, register int) (uint16, error) {
	return d.mdi(ctx, mdiRead|uint32(phy)<<21|uint32(register)<<16)
}

// WritePHY writes a register of the PHY.
func (d *Device) WritePHY(ctx context.Context, phy, register int, v uint16) error {
	_, err := d.mdi(ctx, mdiWrite|uint32(phy)<<21|uint32(register)<<16|uint32(v))
	return err
}

func (d *Device) mdi(ctx context.Context, command uint32) (v uint16, err error) {
	if err := MDI.Write(ctx, d.Regs, command); err != nil {
		return 0, err
	}
	err = d.Machine.Wait(ctx, "MDI to be ready", func(ctx context.Context) (bool, error) {
		m, err := MDI.Read(ctx, d.Regs)
		v = uint16(m)
		return m&mdiReady != 0, err
	})
	return v, err
}
