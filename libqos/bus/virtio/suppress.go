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
// (virtio 1.3, sections 2.7.7 "Used Buffer Notification Suppression" and 2.8.10 "Driver
// and Device Event Suppression").
func (q *Queue) SetInterrupts(ctx context.Context, wanted bool) error {
	q.interrupts = each
	if !wanted {
		q.interrupts = none
	}
	return q.wrap("interrupts of", q.ring.interrupts(ctx, wanted))
}

// InterruptAfter requests one interrupt after n more used chains; 1 is the next
// chain. It needs [FeatureEventIdx]. [Queue.SetInterrupts] ends it. A packed ring counts
// descriptors: chains that are added later have as many as the last one.
func (q *Queue) InterruptAfter(ctx context.Context, n uint16) error {
	if !q.dev.Has(FeatureEventIdx) {
		return q.wrap("interrupts of", errors.New("EVENT_IDX has not been negotiated"))
	}
	q.interrupts = later
	return q.wrap("interrupts of", q.ring.interruptAfter(ctx, n, q.device))
}

// arm requests an interrupt for the next used chain, if a request is necessary and
// not yet made. The next publication writes it.
func (q *Queue) arm() bool { return q.interrupts == each && q.ring.arm() }

// rearm requests an interrupt for the next used chain, if a request is
// necessary. Chains used before the device saw the request have no interrupt:
// rearm reads them until the requested interrupt is for the next chain.
func (q *Queue) rearm(ctx context.Context) error {
	for q.arm() {
		if err := q.ring.flush(ctx); err != nil {
			return q.wrap("interrupts of", err)
		}
		if err := q.readUsed(ctx); err != nil {
			return q.wrap("used ring of", err)
		}
	}
	return nil
}
