package virtioinput

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// EventType is the type field of an event.
type EventType uint16

// Types of events.
const (
	Synchronization EventType = 0x00 // EV_SYN
	Key             EventType = 0x01 // EV_KEY
	Relative        EventType = 0x02 // EV_REL
	Absolute        EventType = 0x03 // EV_ABS
	LED             EventType = 0x11 // EV_LED
	Repeat          EventType = 0x14 // EV_REP
)

// Event is struct virtio_input_event (virtio 1.3, section 5.8.6 "Device Operation").
type Event struct {
	Type  EventType
	Code  uint16
	Value uint32
}

// Report is SYN_REPORT: the end of what belongs together.
func Report() Event { return Event{Type: Synchronization} }

// String returns the event's fields.
func (e Event) String() string {
	if e == Report() {
		return "SYN_REPORT"
	}
	return fmt.Sprintf("type %#x code %#x value %d", uint16(e.Type), e.Code, int32(e.Value))
}

// eventSize is the size of an event, in bytes.
const eventSize = 8

// Open opens the device and starts it with queues of size descriptors. The device has no
// buffers for events yet.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, size uint16) (*Input, error) {
	dev, queues, err := hw.StartSmall(ctx, t, virtio.Features{}, size, EventQueue, StatusQueue)
	if err != nil {
		return nil, err
	}
	i := &Input{Device: dev, Events: queues[0], Status: queues[1], posted: map[uint16]uint64{}}
	n := uint64(i.Events.Size())
	if i.memory, err = dev.Machine().Alloc.Alloc(eventSize*n, 8); err != nil {
		return nil, fmt.Errorf("virtioinput: open: %w", err)
	}
	for at := range n {
		i.free = append(i.free, i.memory+eventSize*at)
	}
	return i, nil
}

// Close resets the device and frees its memory.
func (i *Input) Close(ctx context.Context) error {
	return errors.Join(i.Device.Close(ctx), i.Machine().Alloc.Free(i.memory))
}

// Post gives the device n buffers for events, at most as many as its queue has
// descriptors.
func (i *Input) Post(ctx context.Context, n int) error {
	for range n {
		if len(i.free) == 0 {
			return fmt.Errorf("virtioinput: buffers for events: %w", virtio.ErrQueueFull)
		}
		at := i.free[0]
		head, err := i.Events.Add(virtio.Writable(at, eventSize))
		if err != nil {
			return fmt.Errorf("virtioinput: buffers for events: %w", err)
		}
		i.free, i.posted[head] = i.free[1:], at
	}
	return i.Events.Kick(ctx)
}

// Receive waits for the next event.
func (i *Input) Receive(ctx context.Context) (Event, error) {
	used, err := i.Events.Wait(ctx)
	if err != nil {
		return Event{}, fmt.Errorf("virtioinput: event: %w", err)
	}
	return i.event(ctx, used)
}

// Take returns the next event, if the device has sent one. It does not wait.
func (i *Input) Take(ctx context.Context) (e Event, found bool, err error) {
	used, found, err := i.Events.Take(ctx)
	if err != nil || !found {
		return Event{}, false, err
	}
	e, err = i.event(ctx, used)
	return e, true, err
}

func (i *Input) event(ctx context.Context, used virtio.Used) (Event, error) {
	if used.Size != eventSize {
		return Event{}, fmt.Errorf("virtioinput: event: %w: got %d bytes, want %d", virtio.ErrDevice, used.Size, eventSize)
	}
	at := i.posted[used.Head]
	delete(i.posted, used.Head)
	i.free = append(i.free, at)
	p := make([]byte, eventSize)
	if err := i.Machine().ReadMemory(ctx, at, p); err != nil {
		return Event{}, fmt.Errorf("virtioinput: event: %w", err)
	}
	order := i.Order()
	return Event{EventType(order.Uint16(p)), order.Uint16(p[2:]), order.Uint32(p[4:])}, nil
}

// Feed sends an event to the device, as that a lamp is lit, and waits until the device has
// used its buffer. The error wraps [virtio.ErrDevice] if the device reports bytes as
// written: it only reads.
func (i *Input) Feed(ctx context.Context, e Event) error {
	order := i.Order()
	p := make([]byte, eventSize)
	order.PutUint16(p, uint16(e.Type))
	order.PutUint16(p[2:], e.Code)
	order.PutUint32(p[4:], e.Value)
	if _, _, err := i.Status.Exchange(ctx, p, 0); err != nil {
		return fmt.Errorf("virtioinput: feed %v: %w", e, err)
	}
	return nil
}
