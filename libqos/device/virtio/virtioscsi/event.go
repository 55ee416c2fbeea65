package virtioscsi

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Event is a message of the device on the event queue (virtio 1.3, section 5.6.6.3
// "Device Operation: eventq").
type Event struct {
	Type   EventType
	LUN    LUN
	Reason uint32 // a [ResetReason], or an additional sense code with its qualifier in bits 15:8
}

// EventType is the event field of an event.
type EventType uint32

// Types of event.
const (
	NoEvent        EventType = 0
	TransportReset EventType = 1
	AsyncNotify    EventType = 2
	ParamChange    EventType = 3
	EventsMissed   EventType = 1 << 31 // may accompany any other
)

// Reasons of [TransportReset].
const (
	ResetHard    uint32 = 0
	ResetRescan  uint32 = 1 // a unit was added
	ResetRemoved uint32 = 2
)

// String returns the specification's name of the type.
func (t EventType) String() string {
	var name string
	switch t &^ EventsMissed {
	case NoEvent:
		name = "NO_EVENT"
	case TransportReset:
		name = "TRANSPORT_RESET"
	case AsyncNotify:
		name = "ASYNC_NOTIFY"
	case ParamChange:
		name = "PARAM_CHANGE"
	default:
		name = fmt.Sprintf("event %d", uint32(t&^EventsMissed))
	}
	if t&EventsMissed != 0 {
		name += "|EVENTS_MISSED"
	}
	return name
}

// eventSize is the size of struct virtio_scsi_event, in bytes.
const eventSize = 16

// Post gives the device n buffers for events.
func (h *Host) Post(ctx context.Context, n int) error {
	for range n {
		addr, err := h.Machine().Alloc.Alloc(eventSize, 8)
		if err != nil {
			return fmt.Errorf("virtioscsi: event buffer of %v: %w", h.Device, err)
		}
		head, err := h.Events.Add(virtio.Writable(addr, eventSize))
		if err != nil {
			return errors.Join(err, h.Machine().Alloc.Free(addr))
		}
		h.Events.Stage(addr, make([]byte, eventSize))
		h.posted[head] = addr
	}
	return h.Events.Kick(ctx)
}

// WaitEvent waits for the next event. It may already have arrived, with the
// interrupt of another queue.
func (h *Host) WaitEvent(ctx context.Context) (Event, error) {
	used, err := h.Events.WaitShared(ctx)
	if err != nil {
		return Event{}, err
	}
	if used.Size != eventSize {
		return Event{}, fmt.Errorf("virtioscsi: event of %v: %w: got %d bytes, want %d", h.Device, virtio.ErrDevice, used.Size, eventSize)
	}
	addr := h.posted[used.Head]
	delete(h.posted, used.Head)
	var p [eventSize]byte
	err = h.Machine().ReadMemory(ctx, addr, p[:])
	if err := errors.Join(err, h.Machine().Alloc.Free(addr)); err != nil {
		return Event{}, fmt.Errorf("virtioscsi: event of %v: %w", h.Device, err)
	}
	return Event{
		Type:   EventType(h.Order().Uint32(p[:])),
		LUN:    LUN(p[4:12]).normal(),
		Reason: h.Order().Uint32(p[12:]),
	}, nil
}
