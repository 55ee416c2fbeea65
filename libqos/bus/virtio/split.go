package virtio

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/qtest"
)

// split is the ring of a split virtqueue (virtio 1.3, section 2.7 "Split
// Virtqueues"). Added chains are written when they are published, and the used ring is
// read as a whole.
type split struct {
	memory

	// driver is the descriptor table and the available ring. The device never
	// writes there, so this is their content, at the latest after the next
	// publication.
	driver      []byte
	dirty       []span // changed parts of driver
	descriptors circle
	chains      map[uint16][]uint16 // their descriptors, by head
	added       []uint16            // heads of unpublished chains

	avail     uint16 // idx of the available ring
	told      uint16 // avail at the last notification
	device    []byte // the used ring, as last read
	seen      uint16 // its idx up to which it has been read
	usedEvent uint16 // value of used_event
}

// span is a range of bytes of the driver's part of a ring.
type span struct{ from, to int }

func newSplit(m memory) *split {
	a := m.areas
	return &split{
		memory: m, descriptors: newCircle(a.Size), chains: map[uint16][]uint16{},
		driver: make([]byte, a.usedEvent()+eventSize-a.Descriptor),
		device: make([]byte, a.availEvent()+eventSize-a.Device),
	}
}

func (r *split) add(ds []descriptor) (head uint16, err error) {
	at := r.descriptors.take(len(ds))
	if len(at) < len(ds) {
		return 0, fmt.Errorf("%w: need %d, have %d of %d", ErrQueueFull, len(ds), len(at), r.areas.Size)
	}
	for i, d := range linked(ds) {
		if d.flags&DescriptorNext != 0 {
			d.next = at[d.next]
		}
		offset := descriptorSize * int(at[i])
		d.put(r.driver[offset:], r.order)
		r.touch(offset, descriptorSize)
	}
	r.chains[at[0]] = at
	r.added = append(r.added, at[0])
	return at[0], nil
}

// linked returns the descriptors, each linked to the next one of the slice.
func linked(ds []descriptor) []descriptor {
	ds = slices.Clone(ds)
	for i := range len(ds) - 1 {
		ds[i].flags |= DescriptorNext
		ds[i].next = uint16(i + 1)
	}
	return ds
}

func (r *split) table(ds []descriptor) []byte {
	table := make([]byte, descriptorSize*len(ds))
	for i, d := range linked(ds) {
		d.put(table[descriptorSize*i:], r.order)
	}
	return table
}

func (r *split) release(head uint16) {
	r.descriptors.release(r.chains[head]...)
	delete(r.chains, head)
}

func (r *split) free() int { return r.descriptors.free() }

// publish follows virtio 1.3, section 2.7.13 "Supplying Buffers to The Device": the
// descriptors and the entries of the available ring, and finally its idx. Neighbouring
// parts share a write.
func (r *split) publish(ctx context.Context) error {
	for i, head := range r.added {
		at := int(r.areas.availAt((r.avail+uint16(i))%r.areas.Size) - r.areas.Descriptor)
		r.order.PutUint16(r.driver[at:], head)
		r.touch(at, availSize)
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	n := uint16(len(r.added))
	r.added = nil
	if n == 0 {
		return nil
	}
	r.avail += n // 16 bits, independent of the queue's size: wraps by itself
	return r.store16(ctx, r.areas.Driver+ringIdx, r.avail)
}

// touch marks size bytes of the driver area at an offset as changed.
func (r *split) touch(at, size int) {
	if n := len(r.dirty); n > 0 && r.dirty[n-1].to == at {
		r.dirty[n-1].to += size
		return
	}
	r.dirty = append(r.dirty, span{at, at + size})
}

// nearby is the largest gap, in bytes, between two parts of the driver area that
// are written together. Rewriting the gap costs less than another write.
const nearby = 8192

// flush writes the changed parts of the driver area. The gaps between them keep
// their values, so the device may read them meanwhile.
func (r *split) flush(ctx context.Context) error {
	for _, s := range joined(r.dirty, nearby) {
		err := r.machine.WriteMemory(ctx, r.areas.Descriptor+uint64(s.from), r.driver[s.from:s.to])
		if err != nil {
			return err
		}
	}
	r.dirty = r.dirty[:0]
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

func (r *split) notified() { r.told = r.avail }

func (r *split) next() uint16 { return r.avail }

func (r *split) unread() (from, to uint64) {
	return r.areas.Device, r.areas.Device + uint64(len(r.device))
}

// load allows for changes of idx, of avail_event, of the only flag, and of as many elements from
// the next one on as there are chains.
func (r *split) load(p []byte, chains int) error {
	if flags := r.order.Uint16(p[ringFlags:]); flags&^usedNoNotify != 0 {
		return fmt.Errorf("%w: flags of the used ring = %#x, want 0 or 1", ErrDevice, flags)
	}
	most := int(r.areas.Size)
	for i := range most {
		at := ringEntries + usedSize*i
		ahead := (i - int(r.seen%r.areas.Size) + most) % most
		if ahead >= chains && !bytes.Equal(p[at:at+usedSize], r.device[at:at+usedSize]) {
			return fmt.Errorf("%w: element %d of the used ring went from % x to % x, with idx %d of the ring seen and %d chains in use",
				ErrDevice, i, r.device[at:at+usedSize], p[at:at+usedSize], r.seen, chains)
		}
	}
	copy(r.device, p)
	return nil
}

// wanted follows virtio 1.3, section 2.7.10 "Available Buffer Notification
// Suppression".
func (r *split) wanted() bool {
	if r.eventIdx {
		event := r.order.Uint16(r.device[len(r.device)-eventSize:])
		return passed(event, r.told, r.avail)
	}
	return r.order.Uint16(r.device[ringFlags:])&usedNoNotify == 0
}

// passed reports whether an index that went from old to now, modulo 65536, took
// the step from event to event+1.
func passed(event, old, now uint16) bool { return now-event-1 < now-old }

// used follows virtio 1.3, section 2.7.14 "Receiving Used Buffers From The Device".
func (r *split) used(chains int) (u Used, found bool, err error) {
	idx := r.order.Uint16(r.device[ringIdx:])
	if n := idx - r.seen; int(n) > chains {
		return Used{}, false, fmt.Errorf("%w: idx went from %d to %d with %d chains in use", ErrDevice, r.seen, idx, chains)
	}
	if idx == r.seen {
		return Used{}, false, nil
	}
	entry := r.device[ringEntries+usedSize*int(r.seen%r.areas.Size):][:usedSize]
	id := r.order.Uint32(entry)
	if id >= uint32(r.areas.Size) {
		return Used{}, false, fmt.Errorf("%w: got used chain %d in a queue of %d descriptors", ErrDevice, id, r.areas.Size)
	}
	return Used{Head: uint16(id), Size: r.order.Uint32(entry[4:])}, true, nil
}

func (r *split) advance(heads ...uint16) { r.seen += uint16(len(heads)) }

func (r *split) count(ctx context.Context, _ []uint16) (int, error) {
	v, err := r.machine.Read(ctx, qtest.Width16, r.areas.Device+ringIdx)
	if err != nil {
		return 0, err
	}
	var b [2]byte
	r.machine.Order.PutUint16(b[:], uint16(v))
	return int(r.order.Uint16(b[:]) - r.seen), nil
}

// arm writes used_event with the next publication, or with flush.
func (r *split) arm() bool {
	if !r.eventIdx || r.usedEvent == r.seen {
		return false
	}
	at := int(r.areas.usedEvent() - r.areas.Descriptor)
	r.order.PutUint16(r.driver[at:], r.seen)
	r.touch(at, eventSize)
	r.usedEvent = r.seen
	return true
}

// interrupts follows virtio 1.3, section 2.7.7 "Used Buffer Notification Suppression".
// With EVENT_IDX the only way to turn them off is to request one far ahead, after 65536
// chains.
func (r *split) interrupts(ctx context.Context, on bool) error {
	if r.eventIdx {
		event := r.seen
		if !on {
			event--
		}
		return r.setUsedEvent(ctx, event)
	}
	flags := availNoInterrupt
	if on {
		flags = 0
	}
	return r.store16(ctx, r.areas.Driver+ringFlags, flags)
}

func (r *split) interruptAfter(ctx context.Context, n uint16, _ []uint16) error {
	return r.setUsedEvent(ctx, r.seen+n-1)
}

func (r *split) setUsedEvent(ctx context.Context, event uint16) error {
	if err := r.store16(ctx, r.areas.usedEvent(), event); err != nil {
		return err
	}
	r.usedEvent = event
	return nil
}

// store16 writes a field of the driver area with one access, as the device may read
// it at any time.
func (r *split) store16(ctx context.Context, addr uint64, v uint16) error {
	b := r.driver[addr-r.areas.Descriptor:][:2]
	r.order.PutUint16(b, v)
	return r.machine.Write(ctx, qtest.Width16, addr, uint64(r.machine.Order.Uint16(b)))
}
