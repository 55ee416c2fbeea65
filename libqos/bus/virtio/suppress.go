package virtio

import (
	"context"
	"errors"
)

// notifications is a driver's request for a queue's used buffer notifications.
type notifications uint8

const (
	each  notifications = iota // one for the next used chain
	none                       // none at all
	later                      // one when the used ring reaches used_event
)

// SetInterrupts turns used buffer notifications on or off. They are on initially
// (virtio 1.3, section 2.7.7 "Used Buffer Notification Suppression"). With
// [FeatureEventIdx] the only way to turn them off is to request one far ahead,
// after 65536 chains.
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

// InterruptAfter requests one interrupt after n more used chains; 1 is the next
// chain. It needs [FeatureEventIdx]. [Queue.SetInterrupts] ends it.
func (q *Queue) InterruptAfter(ctx context.Context, n uint16) error {
	if !q.dev.Has(FeatureEventIdx) {
		return q.wrap("interrupts of", errors.New("EVENT_IDX has not been negotiated"))
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

// arm requests an interrupt for the next used chain, if a request is necessary and
// not yet made. The next publication writes used_event.
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

// rearm requests an interrupt for the next used chain, if a request is
// necessary. Chains used before the device saw the request have no interrupt:
// rearm reads them until the requested interrupt is for the next chain.
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
