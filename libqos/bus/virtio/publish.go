package virtio

import (
	"context"
)

// Submit adds a chain, publishes it and notifies the device unless the device
// suppresses notifications. It returns the chain's head.
func (q *Queue) Submit(ctx context.Context, buffers ...Buffer) (head uint16, err error) {
	if head, err = q.Add(buffers...); err != nil {
		return 0, err
	}
	return head, q.Kick(ctx)
}

// Kick publishes the added chains, and notifies the device unless it suppresses
// notifications.
func (q *Queue) Kick(ctx context.Context) error {
	if err := q.Publish(ctx); err != nil {
		return err
	}
	wanted, err := q.NotifyWanted(ctx)
	if err != nil || !wanted {
		return err
	}
	return q.Notify(ctx)
}

// Publish makes the added chains available to the device (virtio 1.3, sections
// 2.7.13 and 2.8.21 "Supplying Buffers to The Device").
func (q *Queue) Publish(ctx context.Context) error {
	late := q.arm() && len(q.device) > 0 // the device may have used one before it sees the request
	if err := q.publish(ctx); err != nil {
		return q.wrap("publish to", err)
	}
	if !late {
		return nil
	}
	if err := q.readUsed(ctx); err != nil {
		return q.wrap("used ring of", err)
	}
	return q.rearm(ctx)
}

func (q *Queue) publish(ctx context.Context) error {
	if err := q.dev.hw.Machine.WriteBlocks(ctx, q.staged...); err != nil {
		return err
	}
	if err := q.ring.publish(ctx); err != nil {
		return err
	}
	q.device = append(q.device, q.heads...)
	q.staged, q.heads = nil, nil
	return nil
}

// Notify notifies the device, even if it suppresses notifications. With
// [FeatureNotificationData] the notification has the place of the next chain (virtio
// 1.3, section 2.9 "Driver Notifications").
func (q *Queue) Notify(ctx context.Context) error {
	q.ring.notified()
	if q.dev.Has(FeatureNotificationData) {
		return q.wrap("notify", q.dev.transport.NotifyData(ctx, q.index, q.ring.next()))
	}
	return q.wrap("notify", q.dev.transport.Notify(ctx, q.index))
}

// NotifyWanted reports whether the device wants a notification for the chains
// published since the last one (virtio 1.3, section 2.7.10 "Available Buffer
// Notification Suppression"). If the device wanted one when the used ring was last
// read, and got none since, it still wants one or has already seen the new chains.
func (q *Queue) NotifyWanted(ctx context.Context) (bool, error) {
	if q.ring.wanted() {
		return true, nil
	}
	if err := q.look(ctx); err != nil {
		return false, q.wrap("notify", err)
	}
	return q.ring.wanted(), nil
}

// beside is the largest number of bytes behind the queue's memory that are read with
// it.
const beside = 8192

// look reads everything that the device writes to the queue, and nearby replies. The
// replies have higher addresses and are read later, so they are at least as new as the
// ring.
func (q *Queue) look(ctx context.Context) error {
	q.heard = false
	from, end := q.ring.unread()
	last := end
	var near []*Reply
	for _, r := range q.replies {
		if to := r.Addr + uint64(len(r.Bytes)); !r.Read && r.Addr >= end && to <= end+beside {
			near, last = append(near, r), max(last, to)
		}
	}
	p := make([]byte, last-from)
	if err := q.dev.hw.Machine.ReadMemory(ctx, from, p); err != nil {
		return err
	}
	if err := q.ring.load(p[:end-from], len(q.device)); err != nil {
		return err
	}
	for _, r := range near {
		copy(r.Bytes, p[r.Addr-from:])
	}
	q.near = near
	return nil
}
