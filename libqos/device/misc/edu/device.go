package edu

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("edu")

// PCIModel returns the configuration space that the specification describes (section
// "PCI specs"); the specification does not tell the class code and the revision.
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.EmulatedID(0x1234, 0x11e8),
		Revision:     0x10,
		Class:        pci.ClassOthers,
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI},
		MSI:          1,
		BARs:         []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 1 << 20}},
		Landmarks: []pci.Landmark{{
			Name: "identification", BAR: 0, Offset: uint64(Identification), Width: qtest.Width32,
			Mask: uint64(SignatureMask), Value: uint64(Signature), Native: true,
		}},
	}
}

// Device is the device on a PCI bus.
type Device struct {
	PCI     *pci.Device
	Regs    *pci.Region
	Machine *guest.Machine
}

// New returns the device at the bus's slot, enabled, with its registers mapped. The
// specification does not tell their byte order; QEMU 11.1 has that of the CPU.
func New(ctx context.Context, bus *pci.Bus) (*Device, error) {
	dev, err := bus.Attach(ctx, PCIModel())
	if err != nil {
		return nil, fmt.Errorf("edu: %w", err)
	}
	regs, err := dev.MapOrder(ctx, 0, bus.Machine().Order)
	if err != nil {
		return nil, fmt.Errorf("edu: %w", err)
	}
	if err := dev.Enable(ctx); err != nil {
		return nil, fmt.Errorf("edu: %w", err)
	}
	return &Device{dev, regs, bus.Machine()}, nil
}

// Factorial has the device compute the factorial of n, modulo 2 to the 32.
func (d *Device) Factorial(ctx context.Context, n uint32) (uint32, error) {
	if err := Factorial.Write(ctx, d.Regs, n); err != nil {
		return 0, fmt.Errorf("edu: factorial of %d: %w", n, err)
	}
	// The device computes in real time, whatever the virtual clock says.
	err := d.Machine.Await(ctx, "end of the computation", func(ctx context.Context) (bool, error) {
		s, err := Status.Read(ctx, d.Regs)
		return s&Computing == 0, err
	})
	if err != nil {
		return 0, fmt.Errorf("edu: factorial of %d: %w", n, err)
	}
	return Factorial.Read(ctx, d.Regs)
}

// Store copies n bytes of RAM at addr to the device's buffer, at offset in it.
func (d *Device) Store(ctx context.Context, addr, offset, n uint64, opts ...Command) error {
	return d.transfer(ctx, addr, Buffer+offset, n, opts)
}

// Fetch copies n bytes of the device's buffer, at offset in it, to RAM at addr.
func (d *Device) Fetch(ctx context.Context, addr, offset, n uint64, opts ...Command) error {
	return d.transfer(ctx, Buffer+offset, addr, n, append(opts, DMAToRAM))
}

// TransferTime is how much virtual time QEMU 11.1 takes for a transfer. The specification
// says nothing of it; a device that takes more is waited for.
const TransferTime = 100 * time.Millisecond

// transfer starts a transfer and lets virtual time pass until it is done.
func (d *Device) transfer(ctx context.Context, from, to, n uint64, opts []Command) error {
	command := DMAStart
	for _, o := range opts {
		command |= o
	}
	err := errors.Join(
		DMASource.Write(ctx, d.Regs, from),
		DMADestination.Write(ctx, d.Regs, to),
		DMACount.Write(ctx, d.Regs, n),
		DMACommand.Write(ctx, d.Regs, command),
	)
	if err == nil {
		err = d.Machine.Pass(ctx, TransferTime)
	}
	if err == nil {
		err = d.Machine.Wait(ctx, "end of the transfer", func(ctx context.Context) (bool, error) {
			c, err := DMACommand.Read(ctx, d.Regs)
			return c&DMAStart == 0, err
		})
	}
	if err != nil {
		return fmt.Errorf("edu: transfer of %d bytes from %#x to %#x: %w", n, from, to, err)
	}
	return nil
}
