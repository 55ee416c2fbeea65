package pci

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// BusInterface is the interface of whatever PCI devices can be plugged into.
var BusInterface = graph.NewInterface[*Bus]("pci-bus")

// DeviceInterface is the interface of every PCI device, whatever it does.
var DeviceInterface = graph.NewInterface[*Device]("pci-device")

// Bus is the root bus of a host bridge. It keeps account of what is mapped
// where. It is not safe for concurrent use.
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

// BusKind says what a bus is to its devices: there are some that are something
// else on PCI Express than on a conventional bus.
type BusKind uint8

// The kinds of bus.
const (
	Conventional BusKind = iota // also if all of configuration space is reached
	RootComplex                 // the root bus of PCI Express, with integrated endpoints
	Link                        // a PCI Express link, with a port above it
)

// BusOption changes what a bus can do.
type BusOption func(*Bus)

// WithHotplug makes a bus whose devices come and go while the machine runs.
func WithHotplug(h Hotplugger) BusOption { return func(b *Bus) { b.hotplug = h } }

// WithSetup makes a bus that the machine's reset cuts off from the CPU: setup
// programs what leads to it.
func WithSetup(setup func(context.Context) error) BusOption { return func(b *Bus) { b.setup = setup } }

// WithKind makes a bus of another kind than a conventional one.
func WithKind(k BusKind) BusOption { return func(b *Bus) { b.kind = k } }

// WithoutMessages makes a bus of a machine that has nothing to receive message
// signalled interrupts: its devices show neither MSI nor MSI-X.
func WithoutMessages() BusOption { return func(b *Bus) { b.silent = true } }

// NewBus returns the bus behind host. The path's device is at slot, which is
// what graph.Plug of the same node says.
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

// Setup programs what leads from the CPU to the bus, as firmware does, and has the
// host bridge forget what it knows of its registers. A bus that was just made is set
// up; after a reset of the machine it has to be done again.
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

// Machine returns the machine that the bus belongs to.
func (b *Bus) Machine() *guest.Machine { return b.machine }

// Kind returns what kind of bus the path's device is on.
func (b *Bus) Kind() BusKind { return b.kind }

// HasMessages reports whether devices of the bus can have message signalled
// interrupts.
func (b *Bus) HasMessages() bool { return !b.silent }

// Host returns the bus's host bridge.
func (b *Bus) Host() Host { return b.host }

// Slot returns where the path's device is plugged in.
func (b *Bus) Slot() Address { return b.slot }

// Device returns the path's device. It is an error if nothing answers there.
func (b *Bus) Device(ctx context.Context) (*Device, error) { return b.At(ctx, b.slot) }

// Attach returns the path's device, which is declared to be of the model, as far
// as the bus lets it show.
func (b *Bus) Attach(ctx context.Context, model Model) (*Device, error) {
	d, err := b.Device(ctx)
	if err != nil {
		return nil, err
	}
	d.model = model.on(b)
	return d, nil
}

// Open is [Bus.Attach] and [Device.Open]: what the driver of a device with one set
// of registers begins with.
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
