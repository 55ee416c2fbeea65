package virtiopci

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Function is a virtio device on PCI.
type Function struct {
	device   *pci.Device
	hardware *virtio.Hardware
}

// Device returns the PCI device.
func (f *Function) Device() *pci.Device { return f.device }

// Virtio returns the virtio device.
func (f *Function) Virtio() *virtio.Hardware { return f.hardware }

// Attach returns the path's device with the declared model. It is the constructor
// of a driver.
func (m Model) Attach(ctx context.Context, bus *pci.Bus) (*Function, error) {
	d, err := bus.Device(ctx)
	if err != nil {
		return nil, err
	}
	if d, err = bus.Attach(ctx, m.on(d).PCI()); err != nil {
		return nil, err
	}
	return New(ctx, d, m)
}

// New returns the virtio device of a PCI device, with its registers mapped. It
// is an error if it does not have the interfaces of its model.
func New(ctx context.Context, d *pci.Device, m Model) (*Function, error) {
	m = m.on(d)
	f := &Function{device: d, hardware: &virtio.Hardware{
		Name: m.Name(), Machine: d.Bus().Machine(), Model: m.Device, Vendor: Vendor,
	}}
	if err := f.discover(ctx, m); err != nil {
		return nil, fmt.Errorf("virtiopci: %v: %w", d, err)
	}
	return f, nil
}

// discover finds the device's transports.
func (f *Function) discover(ctx context.Context, m Model) error {
	if err := f.device.Enable(ctx); err != nil {
		return err
	}
	id, err := f.device.ID(ctx)
	if err != nil {
		return err
	}
	if id.Vendor != Vendor {
		return fmt.Errorf("got vendor %#04x, want %#04x", id.Vendor, Vendor)
	}
	_, msix, err := f.device.Capability(ctx, pci.CapabilityMSIX)
	if err != nil {
		return err
	}
	if msix != (m.Vectors > 0) {
		return fmt.Errorf("got MSI-X %v, want the %d vectors of the model", msix, m.Vectors)
	}
	if m.transitional() {
		if err := f.addLegacy(ctx, id, msix); err != nil {
			return err
		}
	}
	return f.addModern(ctx, id, msix)
}

// addLegacy adds the transports of the legacy interface. The subsystem ID of a
// transitional device is its type (virtio 1.3, section 4.1.2.3 "Legacy Interfaces: A
// Note on PCI Device Discovery").
func (f *Function) addLegacy(ctx context.Context, id pci.ID, msix bool) error {
	if id.Device < legacyIDs || id.Device >= modernIDs {
		return fmt.Errorf("got device ID %#04x, want one of a transitional device", id.Device)
	}
	regs, err := f.device.Map(ctx, legacyBAR)
	if err != nil {
		return err
	}
	config, err := f.device.MapOrder(ctx, legacyBAR, f.hardware.Machine.Order)
	if err != nil {
		return err
	}
	read := func(ctx context.Context) (isr, error) { return legacyISR.Read(ctx, regs) }
	base := legacy{typ: virtio.Type(id.Subsystem), regs: regs, config: config, sizes: map[uint16]uint16{}}
	withPin := base
	withPin.name, withPin.interrupts = "legacy PCI", &pin{device: f.device, status: read}
	f.add(&withPin)
	if msix {
		withMSIX := base
		withMSIX.name, withMSIX.msix, withMSIX.interrupts = "legacy PCI with MSI-X", true, &messages{device: f.device}
		f.add(&withMSIX)
	}
	return nil
}

// addModern adds the transports of the modern interface. Its type is in the
// device ID, or in the subsystem ID if it is transitional (virtio 1.3, section 4.1.2
// "PCI Device Discovery").
func (f *Function) addModern(ctx context.Context, id pci.ID, msix bool) error {
	typ := virtio.Type(id.Device - modernIDs)
	if id.Device < modernIDs {
		typ = virtio.Type(id.Subsystem)
	}
	found, capabilities, err := findStructures(ctx, f.device)
	if err != nil {
		return err
	}
	var missing []error
	for _, kind := range []structureType{commonConfig, notification, isrStatus, deviceSpecific, configAccess} {
		if _, ok := found[kind]; !ok {
			missing = append(missing, fmt.Errorf("no capability for the %v", kind))
		}
	}
	if err := errors.Join(missing...); err != nil {
		return err
	}
	const status reg.Reg[isr] = 0
	read := func(ctx context.Context) (isr, error) { return status.Read(ctx, found[isrStatus]) }
	base := modern{
		typ: typ, common: found[commonConfig], notify: found[notification], device: found[deviceSpecific],
		doorbells: map[uint16]reg.Reg[uint16]{}, machine: f.hardware.Machine,
		isr: found[isrStatus], capabilities: capabilities, function: f.device,
	}
	withPin := base
	withPin.name, withPin.interrupts = "modern PCI", &pin{device: f.device, status: read}
	f.add(&withPin)
	last := &withPin
	if msix {
		withMSIX := base
		withMSIX.name, withMSIX.interrupts = "modern PCI with MSI-X", &messages{device: f.device}
		f.add(&withMSIX)
		last = &withMSIX
	}
	return f.hardware.AddPacked(ctx, last)
}

func (f *Function) add(t virtio.Transport) {
	f.hardware.Transports = append(f.hardware.Transports, t)
}
