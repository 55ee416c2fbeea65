package virtio

import (
	"context"
	"slices"

	"github.com/qgraph/qgraph/qtest"
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

// Publish makes the added chains available to the device (virtio 1.3, section
// 2.7.13 "Supplying Buffers to The Device"): the descriptors and the entries of the
// available ring, and finally its idx. Neighbouring parts share a write.
func (q *Queue) Publish(ctx context.Context) error {
	late := q.arm() && len(q.chains) > len(q.heads) // the device may have used one before it sees used_event
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
	for i, head := range q.heads {
		at := int(q.areas.availAt((q.avail+uint16(i))%q.areas.Size) - q.areas.Descriptor)
		q.dev.order.PutUint16(q.driver[at:], head)
		q.touch(at, availSize)
	}
	if err := q.flush(ctx); err != nil {
		return err
	}
	n := uint16(len(q.heads))
	q.staged, q.heads = nil, nil
	if n == 0 {
		return nil
	}
	q.avail += n // 16 bits, independent of the queue's size: wraps by itself
	return q.store16(ctx, q.areas.Driver+ringIdx, q.avail)
}

// touch marks size bytes of the driver area at an offset as changed.
func (q *Queue) touch(at, size int) {
	if n := len(q.dirty); n > 0 && q.dirty[n-1].to == at {
		q.dirty[n-1].to += size
		return
	}
	q.dirty = append(q.dirty, span{at, at + size})
}

// nearby is the largest gap, in bytes, between two parts of the driver area that
// are written together. Rewriting the gap costs less than another write.
const nearby = 8192

// flush writes the changed parts of the driver area. The gaps between them keep
// their values, so the device may read them meanwhile.
func (q *Queue) flush(ctx context.Context) error {
	for _, s := range joined(q.dirty, nearby) {
		err := q.dev.hw.Machine.WriteMemory(ctx, q.areas.Descriptor+uint64(s.from), q.driver[s.from:s.to])
		if err != nil {
			return err
		}
	}
	q.dirty = q.dirty[:0]
	return nil
}

// joined sorts spans, and joins those with a gap of at most gap bytes.
func joined(spans []span, gap int) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.from-out[n-1].to <= gap {
			out[n-1].to = max(out[n-1].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Notify notifies the device, even if it suppresses notifications.
func (q *Queue) Notify(ctx context.Context) error {
	q.notified = q.avail
	return q.wrap("notify", q.dev.transport.Notify(ctx, q.index))
}

// NotifyWanted reports whether the device wants a notification for the chains
// published since the last one (virtio 1.3, section 2.7.10 "Available Buffer
// Notification Suppression"). If the device wanted one when the used ring was last
// read, and got none since, it still wants one or has already seen the new chains.
func (q *Queue) NotifyWanted(ctx context.Context) (bool, error) {
	if q.wanted() {
		return true, nil
	}
	if err := q.look(ctx); err != nil {
		return false, q.wrap("notify", err)
	}
	return q.wanted(), nil
}

// wanted reports whether the used ring, as last read, requests notifications.
func (q *Queue) wanted() bool {
	if q.dev.Has(FeatureEventIdx) {
		event := q.dev.order.Uint16(q.device[len(q.device)-eventSize:])
		return passed(event, q.notified, q.avail)
	}
	return q.dev.order.Uint16(q.device[ringFlags:])&usedNoNotify == 0
}

// passed reports whether an index that went from old to now, modulo 65536, took
// the step from event to event+1.
func passed(event, old, now uint16) bool { return now-event-1 < now-old }

// beside is the largest number of bytes behind the used ring that are read with
// it.
const beside = 8192

// look reads the used ring, with everything that the device writes, and nearby
// replies. The replies have higher addresses and are read later, so they are at
// least as new as the ring.
func (q *Queue) look(ctx context.Context) error {
	q.heard = false
	end := q.areas.Device + uint64(len(q.device))
	last := end
	var near []*Reply
	for _, r := range q.replies {
		if to := r.Addr + uint64(len(r.Bytes)); !r.Read && r.Addr >= end && to <= end+beside {
			near, last = append(near, r), max(last, to)
		}
	}
	p := make([]byte, last-q.areas.Device)
	if err := q.dev.hw.Machine.ReadMemory(ctx, q.areas.Device, p); err != nil {
		return err
	}
	copy(q.device, p)
	for _, r := range near {
		copy(r.Bytes, p[r.Addr-q.areas.Device:])
	}
	idx := q.dev.order.Uint16(q.device[ringIdx:])
	for at := q.seen; at != idx && idx-q.seen <= q.areas.Size; at++ {
		head := q.dev.order.Uint32(q.entry(at))
		if r := q.replies[uint16(head)]; r != nil && head < uint32(q.areas.Size) {
			r.Read = slices.Contains(near, r)
		}
	}
	return nil
}

// entry returns an entry of the used ring.
func (q *Queue) entry(at uint16) []byte {
	return q.device[ringEntries+usedSize*int(at%q.areas.Size):][:usedSize]
}

// store16 writes a field of the driver area with one access, as the device may read
// it at any time.
func (q *Queue) store16(ctx context.Context, addr uint64, v uint16) error {
	b := q.driver[addr-q.areas.Descriptor:][:2]
	q.dev.order.PutUint16(b, v)
	return q.dev.hw.Machine.Write(ctx, qtest.Width16, addr, uint64(q.dev.hw.Machine.Order.Uint16(b)))
}
