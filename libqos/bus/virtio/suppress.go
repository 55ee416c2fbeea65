package virtio

import (
	"context"
	"errors"
)

// notifications says which used buffer notifications a queue's driver wants.
type notifications uint8

const (
	each  notifications = iota // one for whatever is used next
	none                       // none at all
	later                      // one when the queue's used_event has been reached
)

// SetInterrupts says whether used buffer notifications are wanted, as they are
// at first (virtio 1.3, section 2.7.7 "Used Buffer Notification Suppression"). With
// [FeatureEventIdx] there is no other way to have none than to ask for one in a
// distant future, 65536 chains ahead.
func (q *Queue) SetInterrupts(ctx context.Context, wanted bool) error {
	q.interrupts = each
	if !wanted {
		q.interrupts = none
	}
	if q.dev.Has(FeatureEventIdx) {
		event := q.seen
		if !wanted {
			event--
		}
		return q.setUsedEvent(ctx, event)
	}
	flags := availNoInterrupt
	if wanted {
		flags = 0
	}
	return q.wrap("interrupts of", q.store16(ctx, q.areas.Driver+ringFlags, flags))
}

// InterruptAfter asks for one interrupt, when n more chains have been used, 1
// being the next one. It needs [FeatureEventIdx]. [Queue.SetInterrupts] ends it.
func (q *Queue) InterruptAfter(ctx context.Context, n uint16) error {
	if !q.dev.Has(FeatureEventIdx) {
		return q.wrap("interrupts of", errors.New("EVENT_IDX has not been agreed on"))
	}
	q.interrupts = later
	return q.setUsedEvent(ctx, q.seen+n-1)
}

func (q *Queue) setUsedEvent(ctx context.Context, event uint16) error {
	if err := q.store16(ctx, q.areas.usedEvent(), event); err != nil {
		return q.wrap("interrupts of", err)
	}
	q.usedEvent = event
	return nil
}

// arm asks for an interrupt with the next chain that is used, where that has to be
// asked for and has not been: used_event is written with what is published next.
func (q *Queue) arm() bool {
	if q.interrupts != each || !q.dev.Has(FeatureEventIdx) || q.usedEvent == q.seen {
		return false
	}
	at := int(q.areas.usedEvent() - q.areas.Descriptor)
	q.dev.order.PutUint16(q.driver[at:], q.seen)
	q.touch(at, eventSize)
	q.usedEvent = q.seen
	return true
}

// rearm asks for an interrupt with the next chain that is used, where that has
// to be asked for. Chains that were used before the device could see it have no
// interrupt of their own: it reads those, until the one asked for is the next.
func (q *Queue) rearm(ctx context.Context) error {
	for q.arm() {
		if err := q.flush(ctx); err != nil {
			return q.wrap("interrupts of", err)
		}
		if err := q.readUsed(ctx); err != nil {
			return q.wrap("used ring of", err)
		}
	}
	return nil
}
