package vhostuser

import (
	"encoding/binary"
	"fmt"
)

// packed is a packed virtqueue (virtio 1.3, section 2.8 "Packed Virtqueues").
type packed struct {
	queue *Queue
	order binary.ByteOrder
	size  uint16

	desc, driver, device []byte
	ringAt               uint64 // guest address of the ring

	avail place  // of the next available descriptor
	used  place  // of the next used descriptor
	shown place  // of the first used descriptor that is not published
	first uint16 // its flags
	turn  uint16
}

// place is a place in a packed ring: an index and the wrap counter.
type place struct {
	index uint16
	wrap  bool
}

// forward returns the place n descriptors ahead.
func (p place) forward(n, size uint16) place {
	p.index += n
	if p.index >= size {
		p.index -= size
		p.wrap = !p.wrap
	}
	return p
}

// parsePlace reads the 15 bits of an index and the wrap counter above them.
func parsePlace(v uint16) place { return place{v & 0x7fff, v>>15 != 0} }

func (p place) uint16() uint16 {
	v := p.index
	if p.wrap {
		v |= 1 << 15
	}
	return v
}

// Values of the flags of an event suppression structure (virtio 1.3, section 2.8.14
// "Event Suppression Structure Format").
const (
	eventsOff  = 1 // RING_EVENT_FLAGS_DISABLE
	eventsDesc = 2 // RING_EVENT_FLAGS_DESC
	eventsSize = 4 // bytes
	eventFlags = 2 // offset
)

// newPacked opens the ring at the addresses of a queue.
func newPacked(q *Queue) (*packed, error) {
	m := &q.session.memory
	if q.addr.Descriptor%16 != 0 || q.addr.Available%4 != 0 || q.addr.Used%4 != 0 {
		return nil, fmt.Errorf("%w: addresses %#x, %#x and %#x, want multiples of 16, 4 and 4",
			ErrRing, q.addr.Descriptor, q.addr.Available, q.addr.Used)
	}
	r := &packed{queue: q, order: q.order, size: q.size, avail: parsePlace(uint16(q.start)), used: parsePlace(uint16(q.start >> 16))}
	if r.avail.index >= r.size || r.used.index >= r.size {
		return nil, fmt.Errorf("%w: indices %d and %d in a ring of %d descriptors", ErrRing, r.avail.index, r.used.index, r.size)
	}
	r.shown = r.used
	var err error
	if r.desc, r.ringAt, err = m.user(q.addr.Descriptor, descSize*uint64(q.size)); err != nil {
		return nil, fmt.Errorf("%w: descriptor ring: %w", ErrRing, err)
	}
	if r.driver, _, err = m.user(q.addr.Available, eventsSize); err != nil {
		return nil, fmt.Errorf("%w: driver event suppression: %w", ErrRing, err)
	}
	if r.device, _, err = m.user(q.addr.Used, eventsSize); err != nil {
		return nil, fmt.Errorf("%w: device event suppression: %w", ErrRing, err)
	}
	return r, nil
}

// at returns the descriptor of that index.
func (r *packed) at(index uint16) []byte { return r.desc[descSize*int(index):][:descSize] }

// available reports whether a descriptor with those flags is available (section
// 2.8.1 "Driver and Device Ring Wrap Counters").
func (p place) available(flags uint16) bool {
	return flags&descAvail != 0 == p.wrap && flags&descUsed != 0 != p.wrap
}

func (r *packed) next() (*Chain, error) {
	const flagsAt = 14
	if !r.avail.available(load16(r.at(r.avail.index)[flagsAt:], r.order)) {
		return nil, nil // the device's event structure is zero: notify always
	}
	c := &Chain{queue: r.queue, turn: r.turn}
	for p := r.avail; ; p = p.forward(1, r.size) {
		if c.count++; c.count > r.size {
			return nil, fmt.Errorf("%w: the chain at %d: more than %d descriptors", ErrRing, r.avail.index, r.size)
		}
		d := parsePacked(r.at(p.index), r.order)
		c.id = d.next
		if d.flags&descIndirect != 0 {
			if err := r.indirect(c, d); err != nil {
				return nil, err
			}
		} else if err := c.append(d); err != nil {
			return nil, err
		}
		if d.flags&descNext == 0 {
			break
		}
	}
	r.avail = r.avail.forward(c.count, r.size)
	r.turn++
	return c, nil
}

// indirect adds the buffers of an indirect table to the chain: all its entries, in
// their order (section 2.8.7 "Indirect Flag: Scatter-Gather Support").
func (r *packed) indirect(c *Chain, d descriptor) error {
	table, err := c.table(d)
	if err != nil {
		return err
	}
	for ; len(table) > 0; table = table[descSize:] {
		if err := c.append(parsePacked(table, r.order)); err != nil {
			return err
		}
	}
	return nil
}

func (r *packed) put(c *Chain, size uint32) error {
	d, old := r.at(r.used.index), r.used
	var flags uint16
	if r.used.wrap {
		flags = descAvail | descUsed
	}
	if size > 0 {
		flags |= descWrite
	}
	r.order.PutUint32(d[8:], size)
	r.order.PutUint16(d[12:], c.id)
	r.used = r.used.forward(c.count, r.size)
	if old == r.shown {
		r.first = flags // written last, it shows all of them
		r.queue.session.wrote(d[8:14])
	} else {
		store16(d[14:], r.order, flags)
		r.queue.session.wrote(d[8:descSize])
	}
	if r.queue.addr.Flags&vringLog != 0 {
		return r.queue.session.log.mark(r.ringAt+descSize*uint64(old.index), descSize)
	}
	return nil
}

func (r *packed) publish() (interrupt bool, err error) {
	old := r.shown
	r.shown = r.used
	store16(r.at(old.index)[14:], r.order, r.first)
	r.queue.session.wrote(r.at(old.index)[14:descSize])
	switch load16(r.driver[eventFlags:], r.order) & 3 {
	case eventsOff:
		return false, nil
	case eventsDesc:
		// The interrupt is for the descriptor at that place.
		event := parsePlace(load16(r.driver, r.order))
		for p := old; p != r.used; p = p.forward(1, r.size) {
			if p == event {
				return true, nil
			}
		}
		return false, nil
	}
	return true, nil
}

func (r *packed) base(back []*Chain) uint32 {
	avail := r.avail
	for _, c := range back {
		avail = avail.back(c.count, r.size)
	}
	return uint32(avail.uint16()) | uint32(r.used.uint16())<<16
}

// back returns the place n descriptors behind.
func (p place) back(n, size uint16) place {
	if p.index < n {
		p.index += size
		p.wrap = !p.wrap
	}
	p.index -= n
	return p
}
