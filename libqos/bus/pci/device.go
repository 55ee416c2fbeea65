package pci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Errors that this package's errors wrap.
var (
	ErrNoDevice     = errors.New("no device answers there")
	ErrNoCapability = errors.New("the device has no such capability")
	ErrNoBAR        = errors.New("the device has no such BAR")
	ErrNoWindow     = errors.New("the host bridge has no room for the BAR")
	ErrNoPin        = errors.New("the device has no interrupt pin")
	ErrNoHotplug    = errors.New("the bus does not support hot plug")
)

// Device is one function of a PCI device. The zero value is not usable; see
// [Bus.At].
type Device struct {
	bus   *Bus
	at    Address
	model Model

	// These are cached: they do not change while the device is present.
	sized  map[int]BAR // by the index of the first register; size 0 without a BAR
	list   []Capability
	listed bool
	start  func(context.Context) error // a function level reset; nil without one
	asked  bool                        // start is known
}

// Bus returns the device's bus.
func (d *Device) Bus() *Bus { return d.bus }

// BusKind returns the kind of the device's bus. A bus with another number than the
// path's device's bus is behind a port or bridge of that bus.
func (d *Device) BusKind() BusKind {
	if d.at.Bus != d.bus.slot.Bus && d.bus.kind != Conventional {
		return Link
	}
	return d.bus.kind
}

// Address returns the device's address.
func (d *Device) Address() Address { return d.at }

// Model returns the model that the device's driver declared; the zero value for
// a device that was found and not declared.
func (d *Device) Model() Model { return d.model }

// String returns the device's address, with the name of its model if it was
// declared.
func (d *Device) String() string {
	if d.model.Name == "" {
		return d.at.String()
	}
	return d.model.Name + " at " + d.at.String()
}

// Config returns the device's configuration space.
func (d *Device) Config() reg.Space { return config{d.bus.host, d.at} }

// Present reports whether the device answers: a vendor ID of all ones belongs to
// no device (PCI Local Bus 3.0, section 6.1 "Configuration Space Organization").
func (d *Device) Present(ctx context.Context) (bool, error) {
	vendor, err := VendorID.Read(ctx, d.Config())
	if err != nil {
		return false, fmt.Errorf("pci: look for a device at %v: %w", d.at, err)
	}
	return vendor != 0xffff, nil
}

// ID returns the device's identity.
func (d *Device) ID(ctx context.Context) (ID, error) {
	var id ID
	for _, r := range []struct {
		from    reg.Reg[uint16]
		low, up *uint16
	}{
		{VendorID, &id.Vendor, &id.Device},
		{SubsystemVendorID, &id.SubsystemVendor, &id.Subsystem},
	} {
		v, err := Doubleword(r.from).Read(ctx, d.Config())
		if err != nil {
			return ID{}, fmt.Errorf("pci: identity of %v: %w", d, err)
		}
		*r.low, *r.up = uint16(v), uint16(v>>16)
	}
	return id, nil
}

// Class returns the device's class code.
func (d *Device) Class(ctx context.Context) (Class, error) {
	v, err := Doubleword(RevisionID).Read(ctx, d.Config())
	if err != nil {
		return 0, fmt.Errorf("pci: class of %v: %w", d, err)
	}
	return Class(v >> 8), nil
}

// Enable turns on the decoding of the BARs and the device's access to memory:
// it sets the I/O, memory and bus master bits of the Command register.
func (d *Device) Enable(ctx context.Context) error {
	return d.setCommand(ctx, 0, CommandIO|CommandMemory|CommandMaster)
}

// Disable undoes [Device.Enable].
func (d *Device) Disable(ctx context.Context) error {
	return d.setCommand(ctx, CommandIO|CommandMemory|CommandMaster, 0)
}

func (d *Device) setCommand(ctx context.Context, clear, set CommandBits) error {
	if err := Command.Modify(ctx, d.Config(), clear, set); err != nil {
		return fmt.Errorf("pci: command of %v: %w", d, err)
	}
	return nil
}
