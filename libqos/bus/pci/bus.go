package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// BusInterface is the interface of every bus for PCI devices.
var BusInterface = graph.NewInterface[*Bus]("pci-bus")

// DeviceInterface is the interface of every PCI device, whatever its function.
var DeviceInterface = graph.NewInterface[*Device]("pci-device")

// Bus is the root bus of a host bridge. It records the addresses of mapped
// BARs. It is not safe for concurrent use.
type Bus struct {
	machine *guest.Machine
	host    Host
	slot    Address
	hotplug Hotplugger
	setup   func(context.Context) error
	kind    BusKind
	silent  bool // its devices send no messages
	windows []*window
	mapped  map[mapKey]mapping
}

// BusKind is the kind of a bus. Some devices differ between PCI Express and a
// conventional bus.
type BusKind uint8

// The kinds of bus.
const (
	Conventional BusKind = iota // also if all of configuration space is reached
	RootComplex                 // the root bus of PCI Express, with integrated endpoints
	Link                        // a PCI Express link, with a port above it
)

// BusOption changes the abilities of a bus.
type BusOption func(*Bus)

// WithHotplug makes a bus with hot plug: devices come and go while the machine
// runs.
func WithHotplug(h Hotplugger) BusOption { return func(b *Bus) { b.hotplug = h } }

// WithSetup makes a bus that a reset of the machine disconnects from the CPU.
// Setup programs the path to it.
func WithSetup(setup func(context.Context) error) BusOption { return func(b *Bus) { b.setup = setup } }

// WithKind makes a bus of another kind than a conventional one.
func WithKind(k BusKind) BusOption { return func(b *Bus) { b.kind = k } }

// WithoutMessages makes a bus of a machine that cannot receive message
// signalled interrupts. Its devices show neither MSI nor MSI-X.
func WithoutMessages() BusOption { return func(b *Bus) { b.silent = true } }

// NewBus returns the bus behind host. The path's device is at slot, the same
// slot as in graph.Plug of the node.
func NewBus(m *guest.Machine, h Host, slot Address, opts ...BusOption) *Bus {
	b := &Bus{machine: m, host: h, slot: slot, mapped: map[mapKey]mapping{}}
	for _, w := range h.Windows() {
		b.windows = append(b.windows, newWindow(w))
	}
	for _, opt := range opts {
		opt(b)
	}
	return b
}

// Setup programs the path from the CPU to the bus, as firmware does, and clears the
// host bridge's cache of its registers. A new bus is already set up. After a reset
// of the machine Setup must be called again.
func (b *Bus) Setup(ctx context.Context) error {
	if h, ok := b.host.(interface{ Forget() }); ok {
		h.Forget()
	}
	if b.setup == nil {
		return nil
	}
	if err := b.setup(ctx); err != nil {
		return fmt.Errorf("pci: set up the bus: %w", err)
	}
	return nil
}

// Machine returns the bus's machine.
func (b *Bus) Machine() *guest.Machine { return b.machine }

// Kind returns the kind of the path's device's bus.
func (b *Bus) Kind() BusKind { return b.kind }

// HasMessages reports whether the bus's devices can have message signalled
// interrupts.
func (b *Bus) HasMessages() bool { return !b.silent }

// Host returns the bus's host bridge.
func (b *Bus) Host() Host { return b.host }

// Slot returns the address of the path's device.
func (b *Bus) Slot() Address { return b.slot }

// Device returns the path's device. It is an error if nothing answers there.
func (b *Bus) Device(ctx context.Context) (*Device, error) { return b.At(ctx, b.slot) }

// Attach returns the path's device with the declared model, limited to the
// features that the bus supports.
func (b *Bus) Attach(ctx context.Context, model Model) (*Device, error) {
	d, err := b.Device(ctx)
	if err != nil {
		return nil, err
	}
	d.model = model.on(b)
	return d, nil
}

// Open is [Bus.Attach] followed by [Device.Open], for the driver of a device with
// one set of registers.
func (b *Bus) Open(ctx context.Context, model Model, bar int) (*Device, *Region, error) {
	d, err := b.Attach(ctx, model)
	if err != nil {
		return nil, nil, err
	}
	r, err := d.Open(ctx, bar)
	if err != nil {
		return nil, nil, err
	}
	return d, r, nil
}

// At returns the function at an address. It is an error if nothing answers
// there.
func (b *Bus) At(ctx context.Context, at Address) (*Device, error) {
	d := &Device{bus: b, at: at}
	present, err := d.Present(ctx)
	if err != nil {
		return nil, err
	}
	if !present {
		return nil, fmt.Errorf("pci: device at %v: %w", at, ErrNoDevice)
	}
	return d, nil
}

// Scan returns the functions that answer on the bus, in the order of their
// addresses.
func (b *Bus) Scan(ctx context.Context) ([]*Device, error) {
	var found []*Device
	for slot := range uint8(32) {
		at := Address{Bus: b.slot.Bus, Device: slot}
		functions := uint8(1)
		for at.Function = 0; at.Function < functions; at.Function++ {
			d := &Device{bus: b, at: at}
			present, err := d.Present(ctx)
			if err != nil {
				return nil, err
			}
			if !present {
				continue
			}
			found = append(found, d)
			if at.Function > 0 {
				continue
			}
			header, err := HeaderType.Read(ctx, d.Config())
			if err != nil {
				return nil, fmt.Errorf("pci: scan bus %d: %w", at.Bus, err)
			}
			if header&HeaderMultiFunction != 0 {
				functions = 8
			}
		}
	}
	return found, nil
}
