package virtio

import (
	"context"

	"github.com/qgraph/qgraph/qtest"
)

// Submit adds a chain, publishes it and notifies the device unless it does not
// want to be. It returns the chain's head.
func (q *Queue) Submit(ctx context.Context, buffers ...Buffer) (head uint16, err error) {
	if head, err = q.Add(buffers...); err != nil {
		return 0, err
	}
	return head, q.Kick(ctx)
}

// Kick publishes what has been added, and notifies the device unless it does
// not want to be.
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

// Publish makes what has been added available to the device (virtio 1.3, section
// 2.7.13 "Supplying Buffers to The Device"): the descriptors, then the entries of
// the available ring, and in the end its idx. One write does for all neighbours.
func (q *Queue) Publish(ctx context.Context) error {
	if err := q.rearm(ctx); err != nil {
		return err
	}
	m := q.dev.hw.Machine
	for _, b := range q.indirect {
		if err := m.WriteMemory(ctx, b.addr, b.bytes); err != nil {
			return q.wrap("publish to", err)
		}
	}
	for _, run := range runs(q.dirty) {
		from, to := int(run[0]), int(run[len(run)-1])+1
		err := m.WriteMemory(ctx, q.areas.descriptorAt(run[0]), q.table[descriptorSize*from:descriptorSize*to])
		if err != nil {
			return q.wrap("publish to", err)
		}
	}
	if err := q.publishHeads(ctx); err != nil {
		return q.wrap("publish to", err)
	}
	q.indirect, q.dirty, q.heads = nil, nil, nil
	return nil
}

// publishHeads writes the entries of the available ring, in two pieces if they
// go over its end, and idx.
func (q *Queue) publishHeads(ctx context.Context) error {
	if len(q.heads) == 0 {
		return nil
	}
	entries := make([]byte, 0, availSize*len(q.heads))
	at := q.avail % q.areas.Size
	write := func() error {
		if len(entries) == 0 {
			return nil
		}
		return q.dev.hw.Machine.WriteMemory(ctx, q.areas.availAt(at), entries)
	}
	for i, head := range q.heads {
		if i > 0 && (q.avail+uint16(i))%q.areas.Size == 0 {
			if err := write(); err != nil {
				return err
			}
			entries, at = entries[:0], 0
		}
		entries = append(entries, 0, 0)
		q.dev.order.PutUint16(entries[len(entries)-availSize:], head)
	}
	if err := write(); err != nil {
		return err
	}
	q.avail += uint16(len(q.heads)) // 16 bits, beyond the queue's size: it wraps by itself
	return q.store16(ctx, q.areas.Driver+ringIdx, q.avail)
}

// Notify tells the device that there is something to do, whether it wants to
// know or not.
func (q *Queue) Notify(ctx context.Context) error {
	q.notified = q.avail
	return q.wrap("notify", q.dev.transport.Notify(ctx, q.index))
}

// NotifyWanted reports whether the device wants to be told of what has been
// published since the last time (virtio 1.3, section 2.7.10 "Available Buffer
// Notification Suppression").
func (q *Queue) NotifyWanted(ctx context.Context) (bool, error) {
	if q.dev.Has(FeatureEventIdx) {
		event, err := q.load16(ctx, q.areas.availEvent())
		if err != nil {
			return false, q.wrap("notify", err)
		}
		return passed(event, q.notified, q.avail), nil
	}
	flags, err := q.load16(ctx, q.areas.Device+ringFlags)
	if err != nil {
		return false, q.wrap("notify", err)
	}
	return flags&usedNoNotify == 0, nil
}

// passed reports whether an index that went from old to now, modulo 65536, has
// taken the step from event to event+1.
func passed(event, old, now uint16) bool { return now-event-1 < now-old }

// load16 reads a field that the device writes.
func (q *Queue) load16(ctx context.Context, addr uint64) (uint16, error) {
	var b [2]byte
	if err := q.dev.hw.Machine.ReadMemory(ctx, addr, b[:]); err != nil {
		return 0, err
	}
	return q.dev.order.Uint16(b[:]), nil
}

// store16 writes a field with one access, as the device may look at any time.
func (q *Queue) store16(ctx context.Context, addr uint64, v uint16) error {
	var b [2]byte
	q.dev.order.PutUint16(b[:], v)
	return q.dev.hw.Machine.Write(ctx, qtest.Width16, addr, uint64(q.dev.hw.Machine.Order.Uint16(b[:])))
}
