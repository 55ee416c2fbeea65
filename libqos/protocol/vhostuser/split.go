package vhostuser

import (
	"encoding/binary"
	"fmt"
)

// split is a split virtqueue (virtio 1.3, section 2.7 "Split Virtqueues").
type split struct {
	queue *Queue
	order binary.ByteOrder
	size  uint16

	desc, avail, used []byte
	usedAt            uint64 // address of the used ring in the log

	taken uint16 // idx of the available ring up to which chains were taken
	given uint16 // idx of the used ring, once the chains that were put are published
	shown uint16 // idx of the used ring
}

// Offsets in the rings (virtio 1.3, section 2.7.6 "The Virtqueue Available Ring"
// and section 2.7.8 "The Virtqueue Used Ring").
const (
	ringFlags   = 0
	ringIdx     = 2
	ringEntries = 4
	availEntry  = 2 // bytes
	usedEntry   = 8
	eventSize   = 2

	availNoInterrupt = 1 << 0 // VIRTQ_AVAIL_F_NO_INTERRUPT
)

// newSplit opens the ring at the addresses of a queue.
func newSplit(q *Queue) (*split, error) {
	m := &q.session.memory
	n := uint64(q.size)
	if n&(n-1) != 0 {
		return nil, fmt.Errorf("%w: a split ring of %d descriptors, want a power of two", ErrRing, n)
	}
	if q.addr.Descriptor%16 != 0 || q.addr.Available%2 != 0 || q.addr.Used%4 != 0 {
		return nil, fmt.Errorf("%w: addresses %#x, %#x and %#x, want multiples of 16, 2 and 4",
			ErrRing, q.addr.Descriptor, q.addr.Available, q.addr.Used)
	}
	r := &split{queue: q, order: q.order, size: q.size}
	var err error
	if r.desc, _, err = m.user(q.addr.Descriptor, descSize*n); err != nil {
		return nil, fmt.Errorf("%w: descriptor table: %w", ErrRing, err)
	}
	if r.avail, _, err = m.user(q.addr.Available, ringEntries+availEntry*n+eventSize); err != nil {
		return nil, fmt.Errorf("%w: available ring: %w", ErrRing, err)
	}
	if r.used, r.usedAt, err = m.user(q.addr.Used, ringEntries+usedEntry*n+eventSize); err != nil {
		return nil, fmt.Errorf("%w: used ring: %w", ErrRing, err)
	}
	if q.addr.Log != 0 {
		r.usedAt = q.addr.Log
	}
	r.shown = load16(r.used[ringIdx:], r.order)
	r.given = r.shown
	return r, nil
}

func (r *split) next() (*Chain, error) {
	idx := load16(r.avail[ringIdx:], r.order)
	if idx == r.taken && r.queue.session.features&FeatureEventIdx != 0 {
		// avail_event: notify about the next chain. One that came meanwhile
		// has no notification.
		store16(r.used[ringEntries+usedEntry*int(r.size):], r.order, r.taken)
		if err := r.wrote(ringEntries+usedEntry*int(r.size), eventSize); err != nil {
			return nil, err
		}
		idx = load16(r.avail[ringIdx:], r.order)
	}
	if idx == r.taken {
		return nil, nil
	}
	if n := idx - r.taken; n > r.size {
		return nil, fmt.Errorf("%w: idx of the available ring went from %d to %d with %d descriptors", ErrRing, r.taken, idx, r.size)
	}
	head := r.order.Uint16(r.avail[ringEntries+availEntry*int(r.taken%r.size):])
	c, err := r.chain(head)
	if err != nil {
		return nil, err
	}
	c.turn = r.taken
	r.taken++
	return c, nil
}

// chain reads the chain with that first descriptor.
func (r *split) chain(head uint16) (*Chain, error) {
	c := &Chain{queue: r.queue, id: head}
	table, n := r.desc, r.size
	for i := head; ; {
		if i >= n {
			return nil, fmt.Errorf("%w: chain %d: descriptor %d of %d", ErrRing, head, i, n)
		}
		if c.count++; c.count > n {
			return nil, fmt.Errorf("%w: chain %d: more than %d descriptors", ErrRing, head, n)
		}
		d := parseDescriptor(table[descSize*int(i):], r.order)
		if d.flags&descIndirect != 0 {
			return c, r.indirect(c, d)
		}
		if err := c.append(d); err != nil {
			return nil, err
		}
		if d.flags&descNext == 0 {
			return c, nil
		}
		i = d.next
	}
}

// indirect adds the buffers of an indirect table to the chain.
func (r *split) indirect(c *Chain, d descriptor) error {
	table, err := c.table(d)
	if err != nil {
		return err
	}
	n := len(table) / descSize
	for i, steps := 0, 0; ; steps++ {
		if i >= n || steps >= n {
			return fmt.Errorf("%w: chain %d: descriptor %d of an indirect table of %d", ErrRing, c.id, i, n)
		}
		d := parseDescriptor(table[descSize*i:], r.order)
		if d.flags&descIndirect != 0 {
			return fmt.Errorf("%w: chain %d: an indirect table in an indirect table", ErrRing, c.id)
		}
		if err := c.append(d); err != nil {
			return err
		}
		if d.flags&descNext == 0 {
			return nil
		}
		i = int(d.next)
	}
}

func (r *split) put(c *Chain, size uint32) error {
	at := ringEntries + usedEntry*int(r.given%r.size)
	r.order.PutUint32(r.used[at:], uint32(c.id))
	r.order.PutUint32(r.used[at+4:], size)
	r.given++
	return r.wrote(at, usedEntry)
}

func (r *split) publish() (interrupt bool, err error) {
	old := r.shown
	r.shown = r.given
	store16(r.used[ringIdx:], r.order, r.shown)
	if err := r.wrote(ringIdx, 2); err != nil {
		return false, err
	}
	if r.queue.session.features&FeatureEventIdx != 0 {
		event := load16(r.avail[ringEntries+availEntry*int(r.size):], r.order)
		return r.shown-event-1 < r.shown-old, nil // it went from event to event+1
	}
	return load16(r.avail[ringFlags:], r.order)&availNoInterrupt == 0, nil
}

// wrote marks a part of the used ring as changed if the front end asks for that.
func (r *split) wrote(at, size int) error {
	r.queue.session.wrote(r.used[at : at+size])
	if r.queue.addr.Flags&vringLog == 0 {
		return nil
	}
	return r.queue.session.log.mark(r.usedAt+uint64(at), uint64(size))
}

func (r *split) base(back []*Chain) uint32 { return uint32(r.taken - uint16(len(back))) }
