package virtiommio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Driver is the transport in the machines.
var Driver = graph.NewDriver[*Bus]("virtio-mmio")

// BusInterface is the interface of every bus for virtio devices without a
// transport of their own.
var BusInterface = graph.NewInterface[*Bus]("virtio-bus")

// Bus is the set of a machine's register windows.
type Bus struct {
	Machine *guest.Machine
	Windows []Window
}

// queueSizes is the size of all queues of any device; 0 stands for that of the device's
// model.
var queueSizes = graph.ByVersion[uint16]{
	Earlier: []graph.Earlier[uint16]{{Until: "11.1", Value: 1024, Why: "QEMU reported the largest possible size"}},
}

// Window is the location of one transport.
type Window struct {
	Base uint64     // guest-physical address of its registers
	Line guest.Wire // its interrupt
}

// Slot is a window with a device behind it.
type Slot struct {
	window   Window
	hardware *virtio.Hardware
}

// Window returns the window with the device's registers.
func (s *Slot) Window() Window { return s.window }

// Virtio returns the virtio device.
func (s *Slot) Virtio() *virtio.Hardware { return s.hardware }

// Attach returns the constructor of a driver, for [graph.Consumes]. It returns the
// path's device, the only one of the model's type.
func Attach(m virtio.Model) func(context.Context, *Bus) (*Slot, error) {
	return func(ctx context.Context, bus *Bus) (*Slot, error) {
		slot, err := bus.find(ctx, m)
		if err != nil {
			return nil, fmt.Errorf("virtiommio: find %s: %w", deviceName(m), err)
		}
		return slot, nil
	}
}

// deviceName returns QEMU's name of the device model.
func deviceName(m virtio.Model) string {
	if m.OnBus != "" {
		return m.OnBus
	}
	return m.Name + "-device"
}

// find searches every window, as QEMU chooses the device's window.
func (b *Bus) find(ctx context.Context, m virtio.Model) (*Slot, error) {
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
		case id.Type != m.Type:
			continue
		case found != nil:
			return nil, fmt.Errorf("got two windows with a device of that type (%v), %#x and %#x, want one", id.Type, found.window.Base, w.Base)
		}
		found = &Slot{w, &virtio.Hardware{
			Name: deviceName(m), Machine: b.Machine, Model: m.WithQueues(queueSizes.On(b.Machine.Version)), Vendor: Vendor,
			Transports: []virtio.Transport{t},
		}}
		if err := found.hardware.AddPacked(ctx, t); err != nil {
			return nil, fmt.Errorf("window at %#x: %w", w.Base, err)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("none of %d windows has a device of that type (%v)", len(b.Windows), m.Type)
	}
	return found, nil
}
