package virtio

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Interface is the interface of every virtio device, whatever its type.
var Interface = graph.NewInterface[*Hardware]("virtio")

// QueuesInterface is the interface of the virtio devices whose queues QEMU itself serves, so
// that a test of the queues tests QEMU. Their models have a [Sample].
var QueuesInterface = graph.NewInterface[*Hardware]("virtio-queues")

// Model is a device according to the specification and QEMU's documentation. A
// driver declares it, and the tests of virtio devices compare the device with
// it.
type Model struct {
	Name     string // QEMU's name of the device without its transport, as "virtio-rng"
	OnBus    string // QEMU's name of the device on a virtio bus; "": the name with "-device"
	Type     Type
	Queues   []QueueModel  // by index; the device has no others
	Features []Feature     // of the device's type; the device offers at least these
	Names    []FeatureName // of all features of the device's type
	Sample   Sample
}

// Sample is a request that a device answers, and that changes nothing.
type Sample struct {
	Queue uint16 // a queue that the device looks at when it is notified
	Out   []byte // what the device reads
	In    uint32 // bytes that it may write
	Needs []Feature
	// Thread: a thread of QEMU works on it, so that it takes real time.
	Thread bool
	// Single: the device may take one request alone when it is notified, as virtio-pmem does.
	Single bool
	// Usual are the machines on which the tests of queues are not slow. None: all.
	Usual []string
}

// HasSample reports whether the model has a sample: the tests of queues need one.
func (m Model) HasSample() bool { return len(m.Sample.Out) > 0 || m.Sample.In > 0 }

// QueueModel describes a queue.
type QueueModel struct {
	Name string // the specification's
	Size uint16 // number of descriptors by default
}

// WithQueues returns the model of the device with queues of that size. 0 leaves them as
// they are.
func (m Model) WithQueues(size uint16) Model {
	if size == 0 {
		return m
	}
	m.Queues = slices.Clone(m.Queues)
	for i := range m.Queues {
		m.Queues[i].Size = size
	}
	return m
}

// Hardware is a plugged device before a driver opens it.
type Hardware struct {
	Name       string // QEMU's name of the device model
	Machine    *guest.Machine
	Model      Model
	Vendor     uint32      // vendor ID that its transports report
	Transports []Transport // all of the device's transports
}

// AddPacked adds a transport that is t with packed rings, if t is not legacy and the
// device offers them.
func (h *Hardware) AddPacked(ctx context.Context, t Transport) error {
	if t.Legacy() {
		return nil
	}
	const word = FeatureRingPacked / 32
	offered, err := t.FeatureWord(ctx, int(word))
	if err == nil && offered>>(FeatureRingPacked%32)&1 != 0 {
		h.Transports = append(h.Transports, With(t, "with packed rings", FeatureRingPacked))
	}
	return err
}

// Open opens the device by one of its transports: it resets the device and sets
// ACKNOWLEDGE and DRIVER in its status (virtio 1.3, section 3.1.1 "Driver
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

// Start opens the device, negotiates the features that are both understood and
// offered, sets up the queues with those indices, and starts the device. It returns
// the queues in that order. If the set of queues depends on the features, a driver
// takes these steps one by one.
func (h *Hardware) Start(ctx context.Context, t Transport, understood Features, indices ...uint16) (*Device, []*Queue, error) {
	return h.StartSmall(ctx, t, understood, maxQueueSize, indices...)
}

// StartSmall is [Hardware.Start] with queues of at most size descriptors, a power of two.
// The used ring of a small queue costs little to read.
func (h *Hardware) StartSmall(ctx context.Context, t Transport, understood Features, size uint16, indices ...uint16) (*Device, []*Queue, error) {
	d, err := h.Open(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	if err := d.Negotiate(ctx, understood); err != nil {
		return nil, nil, err
	}
	var queues []*Queue
	for _, i := range indices {
		q, err := d.queueUpTo(ctx, i, size)
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
