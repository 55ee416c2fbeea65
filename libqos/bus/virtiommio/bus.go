package virtiommio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Driver is the transport that machines contain.
var Driver = graph.NewDriver[*Bus]("virtio-mmio")

// BusInterface is the interface of whatever virtio devices can be plugged into
// that do not bring their own transport.
var BusInterface = graph.NewInterface[*Bus]("virtio-bus")

// Bus is the register windows of a machine.
type Bus struct {
	Machine *guest.Machine
	Windows []Window
}

// Window is where one transport is.
type Window struct {
	Base uint64     // guest-physical address of its registers
	Line guest.Wire // where its interrupt leads
}

// Model says what a virtio device is that is plugged into a transport of the
// machine's.
type Model struct {
	Name   string // of the device model, as QEMU spells it
	Device virtio.Model
}

// Slot is a window with a device behind it.
type Slot struct {
	window   Window
	hardware *virtio.Hardware
}

// Window returns where the device's registers are.
func (s *Slot) Window() Window { return s.window }

// Virtio returns the virtio device.
func (s *Slot) Virtio() *virtio.Hardware { return s.hardware }

// Attach returns the path's device, which is of the model: the only one of its
// type. It is the constructor of a driver.
func (m Model) Attach(ctx context.Context, bus *Bus) (*Slot, error) {
	slot, err := bus.find(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("virtiommio: find %s: %w", m.Name, err)
	}
	return slot, nil
}

// find looks into every window: QEMU chooses where a device goes.
func (b *Bus) find(ctx context.Context, m Model) (*Slot, error) {
	var found *Slot
	for _, w := range b.Windows {
		t, err := b.probe(ctx, w)
		if err != nil {
			return nil, fmt.Errorf("window at %#x: %w", w.Base, err)
		}
		id, err := t.Identity(ctx)
		switch {
		case err != nil:
			return nil, fmt.Errorf("window at %#x: %w", w.Base, err)
		case id.Type != m.Device.Type:
			continue
		case found != nil:
			return nil, fmt.Errorf("two windows have a device of that type (%v): %#x and %#x", id.Type, found.window.Base, w.Base)
		}
		found = &Slot{w, &virtio.Hardware{
			Name: m.Name, Machine: b.Machine, Model: m.Device, Vendor: Vendor,
			Transports: []virtio.Transport{t},
		}}
	}
	if found == nil {
		return nil, fmt.Errorf("none of %d windows has a device of that type (%v)", len(b.Windows), m.Device.Type)
	}
	return found, nil
}
