package virtio

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every virtio device, whatever it does.
var Interface = graph.NewInterface[*Hardware]("virtio")

// Model is what the specification and QEMU's documentation say of a device. A
// driver declares it, and the tests of virtio devices hold the device to it.
type Model struct {
	Type     Type
	Queues   []QueueModel  // by index; the device has no others
	Features []Feature     // of the device's type, that are offered at least
	Names    []FeatureName // of all features of the device's type
}

// QueueModel is what is known of a queue.
type QueueModel struct {
	Name string // as the specification calls it
	Size uint16 // number of descriptors by default
}

// Hardware is a device as it is plugged in, before a driver takes it.
type Hardware struct {
	Name       string // of the device model, as QEMU spells it
	Machine    *guest.Machine
	Model      Model
	Vendor     uint32      // what its transports say of the vendor
	Transports []Transport // each way in which the device can be driven
}

// Open takes the device by one of its transports: it is reset, and told that it
// has been seen and that there is a driver for it (virtio 1.3, section 3.1.1 "Driver
// Requirements: Device Initialization", steps 1 to 3).
func (h *Hardware) Open(ctx context.Context, t Transport) (*Device, error) {
	d := &Device{hw: h, transport: t, order: order(t, h.Machine.Order)}
	if err := d.Reset(ctx); err != nil {
		return nil, err
	}
	if err := t.Enable(ctx); err != nil {
		return nil, d.wrap("interrupts", err)
	}
	for _, s := range []Status{StatusAcknowledge, StatusDriver} {
		if err := d.AddStatus(ctx, s); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Start opens the device, agrees on those features that are understood and offered,
// sets up the queues of those indices, which it returns in that order, and starts it.
// Where the features decide which queues there are, a driver takes these steps one by
// one.
func (h *Hardware) Start(ctx context.Context, t Transport, understood Features, indices ...uint16) (*Device, []*Queue, error) {
	d, err := h.Open(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	if err := d.Negotiate(ctx, understood); err != nil {
		return nil, nil, err
	}
	var queues []*Queue
	for _, i := range indices {
		q, err := d.Queue(ctx, i)
		if err != nil {
			return nil, nil, err
		}
		queues = append(queues, q)
	}
	if err := d.Start(ctx); err != nil {
		return nil, nil, err
	}
	return d, queues, nil
}
