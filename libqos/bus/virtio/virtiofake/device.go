package virtiofake

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

// Options describes a [Device].
type Options struct {
	Legacy     bool // a legacy interface; otherwise a modern one
	Type       virtio.Type
	Features   virtio.Features // offered; a modern interface adds VERSION_1
	QueueSizes []uint16
	Space      []byte // device-specific configuration space
	Deferred   bool   // it serves notifications at the next step of the clock
}

// Faults makes a device violate the specification. Each field is one violation.
type Faults struct {
	KeepStatus    bool   // it does not reset
	KeepQueue     bool   // it does not reset a queue
	RefuseAll     bool   // it does not keep FEATURES_OK
	DropInterrupt bool   // it sends no used buffer notifications
	Batches       bool   // no violation with IN_ORDER: it writes one used element for all chains that are there
	Extra         uint32 // it reports this many bytes too many as written
	WrongHead     bool   // it uses the descriptor behind the right one
	SkipIdx       bool   // its used idx goes up by two
	Beside        bool   // it changes the element or descriptor behind the used one
	Behind        bool   // it writes a byte behind each buffer
	Scribbles     bool   // it changes the first byte of a request
	Flag          uint16 // it sets these flags of the used ring, or of each used descriptor
}

// Device is a virtio device. It is its own [virtio.Transport].
type Device struct {
	Options
	Faults
	// Serve is called with each request in turn and returns the bytes for the
	// device-writable buffers.
	Serve func(queue uint16, r Request) []byte
	// OnConfigRead, if not nil, is called before a read of configuration
	// space.
	OnConfigRead func()
	Generation   uint32 // of configuration space
	ConfigRaised bool   // a configuration change notification is pending
	Notified     int    // available buffer notifications so far
	Interrupts   int    // used buffer notifications so far

	memory *qtestfake.Memory
	order  binary.ByteOrder
	status virtio.Status
	driver virtio.Features
	queues []queue
	raised []bool // pending used buffer notifications, by queue
}

// NewDevice returns a device with access to memory, in a guest of that byte
// order. It watches the memory's clock.
func NewDevice(memory *qtestfake.Memory, guest binary.ByteOrder, o Options) *Device {
	d := &Device{Options: o, memory: memory, order: guest}
	if !o.Legacy {
		d.order = binary.LittleEndian
		d.Features = d.Features.With(virtio.FeatureVersion1)
	}
	d.reset()
	memory.OnClock(func(time.Duration) { d.catchUp() })
	return d
}

func (d *Device) reset() {
	d.status, d.driver = 0, virtio.Features{}
	d.queues = make([]queue, len(d.QueueSizes))
	d.raised = make([]bool, len(d.QueueSizes))
}

// catchUp serves deferred notifications.
func (d *Device) catchUp() {
	for i := range d.queues {
		if d.queues[i].notified {
			d.queues[i].notified = false
			d.serve(uint16(i))
		}
	}
}

var _ virtio.Transport = (*Device)(nil)

// String returns the kind of interface.
func (d *Device) String() string {
	if d.Options.Legacy {
		return "legacy fake"
	}
	return "modern fake"
}

// Legacy reports whether the device shows a legacy interface.
func (d *Device) Legacy() bool { return d.Options.Legacy }

// Enable does nothing.
func (d *Device) Enable(context.Context) error { return nil }

// Disable does nothing.
func (d *Device) Disable(context.Context) error { return nil }

// Identity returns the device's type; the vendor is 0.
func (d *Device) Identity(context.Context) (virtio.Identity, error) {
	return virtio.Identity{Type: d.Type}, nil
}

// Status returns the device status field.
func (d *Device) Status(context.Context) (virtio.Status, error) { return d.status, nil }

// SetStatus writes the device status field.
func (d *Device) SetStatus(_ context.Context, s virtio.Status) error {
	if s == 0 {
		if !d.KeepStatus {
			d.reset()
		}
		return nil
	}
	if d.RefuseAll || d.driver.Minus(d.Features) != (virtio.Features{}) {
		s &^= virtio.StatusFeaturesOK
	}
	d.status = s
	return nil
}

// FeatureWord returns a word of the offered features.
func (d *Device) FeatureWord(_ context.Context, n int) (uint32, error) {
	if n >= len(d.Features) {
		return 0, nil
	}
	return d.Features[n], nil
}

// DeviceFeatures returns the offered features.
func (d *Device) DeviceFeatures(context.Context) (virtio.Features, error) { return d.Features, nil }

// SetDriverFeatures records the features that the driver accepts.
func (d *Device) SetDriverFeatures(_ context.Context, f virtio.Features) error {
	d.driver = f
	return nil
}

// DriverFeatures returns the features that the driver accepts.
func (d *Device) DriverFeatures(context.Context) (virtio.Features, bool, error) {
	return d.driver, true, nil
}

// ConfigGeneration returns Generation.
func (d *Device) ConfigGeneration(context.Context) (uint32, error) {
	if d.Options.Legacy {
		return 0, nil
	}
	return d.Generation, nil
}

// QueueSize returns the number of descriptors of a queue.
func (d *Device) QueueSize(_ context.Context, i uint16) (uint16, error) {
	if int(i) >= len(d.QueueSizes) {
		return 0, nil
	}
	return d.QueueSizes[i], nil
}

// EnableQueue starts a queue.
func (d *Device) EnableQueue(_ context.Context, i uint16, a virtio.Areas) error {
	if int(i) >= len(d.queues) || a.Size > d.QueueSizes[i] {
		return fmt.Errorf("virtiofake: invalid queue %d of %d descriptors", i, a.Size)
	}
	d.queues[i] = queue{Areas: a, wrap: true, usedWrap: true}
	return nil
}

// QueueEnabled reports whether a queue has been started.
func (d *Device) QueueEnabled(_ context.Context, i uint16) (bool, error) {
	return int(i) < len(d.queues) && d.queues[i].Size != 0, nil
}

// ResetQueue stops a queue.
func (d *Device) ResetQueue(_ context.Context, i uint16) error {
	if d.Options.Legacy || int(i) >= len(d.queues) || !d.driver.Has(virtio.FeatureRingReset) {
		return fmt.Errorf("virtiofake: queue %d cannot be reset", i)
	}
	if !d.KeepQueue {
		d.queues[i] = queue{}
	}
	return nil
}

// NotifyData is Notify, and compares the place of the next chain with the ring.
func (d *Device) NotifyData(ctx context.Context, i, next uint16) error {
	if !d.driver.Has(virtio.FeatureNotificationData) {
		return errors.New("virtiofake: NOTIFICATION_DATA has not been negotiated")
	}
	if err := d.memory.Sync(ctx); err != nil {
		return err
	}
	if want := d.next(&d.queues[i]); next != want {
		return fmt.Errorf("virtiofake: queue %d: notification data = %#x, want %#x", i, next, want)
	}
	return d.Notify(ctx, i)
}

// Notify makes the device serve a queue.
func (d *Device) Notify(ctx context.Context, i uint16) error {
	if err := d.memory.Sync(ctx); err != nil {
		return err
	}
	d.Notified++
	switch {
	case int(i) >= len(d.queues) || d.queues[i].Size == 0 || d.status&virtio.StatusDriverOK == 0:
	case d.Deferred:
		d.queues[i].notified = true
	default:
		d.serve(i)
	}
	return nil
}

// QueueInterrupt takes the used buffer notification of a queue.
func (d *Device) QueueInterrupt(_ context.Context, i uint16) (bool, error) {
	if int(i) >= len(d.raised) {
		return false, nil
	}
	raised := d.raised[i]
	d.raised[i] = false
	return raised, nil
}

// ConfigInterrupt takes the configuration change notification.
func (d *Device) ConfigInterrupt(context.Context) (bool, error) {
	raised := d.ConfigRaised
	d.ConfigRaised = false
	return raised, nil
}

// Config returns the device-specific configuration space.
func (d *Device) Config() reg.Space { return space{d} }

type space struct{ d *Device }

func (s space) Load(_ context.Context, w qtest.Width, offset uint64) (uint64, error) {
	if s.d.OnConfigRead != nil {
		s.d.OnConfigRead()
	}
	if w > qtest.Width32 || offset+uint64(w) > uint64(len(s.d.Space)) {
		return 0, fmt.Errorf("virtiofake: invalid read of %d bytes at %#x of configuration space", w, offset)
	}
	var b [8]byte
	if s.d.order == binary.BigEndian {
		copy(b[8-w:], s.d.Space[offset:][:w])
		return binary.BigEndian.Uint64(b[:]), nil
	}
	copy(b[:w], s.d.Space[offset:])
	return binary.LittleEndian.Uint64(b[:]), nil
}

func (s space) Store(_ context.Context, w qtest.Width, offset, value uint64) error {
	if w > qtest.Width32 || offset+uint64(w) > uint64(len(s.d.Space)) {
		return fmt.Errorf("virtiofake: invalid write of %d bytes at %#x of configuration space", w, offset)
	}
	for i := range uint64(w) {
		shift := 8 * i
		if s.d.order == binary.BigEndian {
			shift = 8 * (uint64(w) - 1 - i)
		}
		s.d.Space[offset+i] = byte(value >> shift)
	}
	return nil
}
