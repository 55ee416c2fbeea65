package virtio

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/qtest"
)

// packed is the ring of a packed virtqueue (virtio 1.3, section 2.8 "Packed
// Virtqueues"). Driver and device write the same descriptors, so the copy of the ring is
// what either has written, the device as last read.
type packed struct {
	memory

	names  circle            // buffer IDs
	length map[uint16]uint16 // descriptors of a chain, by its buffer ID
	fixed  map[uint16]bool   // chains in which the device can write nothing, by buffer ID
	added  []slot            // descriptors of unpublished chains
	inUse  int               // descriptors of all chains
	last   uint16            // descriptors of the last chain
	marks  marking           // of used descriptors with a length

	avail place        // of the next descriptor that becomes available
	told  place        // avail at the last notification
	seen  place        // of the next used descriptor
	ring  []byte       // from the descriptor ring to the device's event structure
	event notification // the driver's event structure
	armed bool         // event is not written yet
}

// slot is a descriptor of a packed ring.
type slot struct {
	descriptor
	id uint16
}

// put writes the descriptor in its memory format to the start of b (struct pvirtq_desc),
// with those of the flags that its place in the ring demands.
func (s slot) put(b []byte, order binary.ByteOrder, more DescriptorFlags) {
	order.PutUint64(b[0:], s.addr)
	order.PutUint32(b[8:], s.size)
	order.PutUint16(b[slotID:], s.id)
	order.PutUint16(b[slotFlags:], uint16(s.flags|more))
}

// A descriptor of a packed ring, and an event suppression structure (virtio 1.3, section
// 2.8.13 "The Virtqueue Descriptor Format" and 2.8.14 "Event Suppression Structure
// Format").
const (
	slotSize  = 8 // offset of its size
	slotID    = 12
	slotFlags = 14

	eventFlags     = 2 // offset of the flags, behind offset and wrap counter
	eventStructure = 4 // bytes
	eventAlign     = 4
	wrapBit        = 15 // of the wrap counter beside an offset
)

// eventMode is the flags field of an event suppression structure.
type eventMode uint16

// The values of the flags field (virtio 1.3, section 2.8.10 "Driver and Device Event
// Suppression").
const (
	eventEnable  eventMode = 0 // RING_EVENT_FLAGS_ENABLE: an event for each chain
	eventDisable eventMode = 1 // RING_EVENT_FLAGS_DISABLE
	eventAt      eventMode = 2 // RING_EVENT_FLAGS_DESC: at a descriptor, with EVENT_IDX
)

// usedFlags are those that a used descriptor may have.
const usedFlags = DescriptorAvail | DescriptorUsed | DescriptorWrite

// notification is the content of an event suppression structure.
type notification struct {
	at   place
	mode eventMode
}

// marking is whether a device sets WRITE in the used descriptors of chains to which it has written.
type marking uint8

const (
	unknown marking = iota // there was none yet
	always
	never
)

// layOutPacked returns the areas of a packed queue of n descriptors that begins at base.
func layOutPacked(base uint64, n uint16) Areas {
	driver := base + descriptorSize*uint64(n)
	return Areas{Size: n, Descriptor: base, Driver: driver, Device: driver + eventStructure}
}

// checkPackedSize rejects invalid sizes of a packed virtqueue (virtio 1.3, section
// 2.8 "Packed Virtqueues"). They need not be powers of two.
func checkPackedSize(n uint16) error {
	if n == 0 || n > maxQueueSize {
		return fmt.Errorf("got queue size %d, want 1 to %d", n, maxQueueSize)
	}
	return nil
}

// place is a position in a packed ring: an offset with the wrap counter beside it, as one
// number. It goes from 0 to one less than twice the size of the ring; the wrap counter
// is 1 in the first half.
type place uint32

func newPacked(m memory) *packed {
	return &packed{
		memory: m, names: newCircle(m.areas.Size), length: map[uint16]uint16{}, fixed: map[uint16]bool{},
		ring: make([]byte, m.areas.Device+eventStructure-m.areas.Descriptor),
	}
}

// after returns the place n descriptors after p.
func (r *packed) after(p place, n int) place {
	return place((int(p) + n) % (2 * int(r.areas.Size)))
}

// from returns the number of descriptors from one place to another.
func (r *packed) from(old, now place) int {
	n := 2 * int(r.areas.Size)
	return (int(now) - int(old) + n) % n
}

// split returns the offset in the ring, and the wrap counter.
func (r *packed) split(p place) (offset int, wrap bool) {
	return int(p) % int(r.areas.Size), p < place(r.areas.Size)
}

// word is the place as an offset of 15 bits and a wrap counter.
func (r *packed) word(p place) uint16 {
	offset, wrap := r.split(p)
	if wrap {
		offset |= 1 << wrapBit
	}
	return uint16(offset)
}

// place is the reverse of word.
func (r *packed) place(word uint16) place {
	p := place(word & (1<<wrapBit - 1))
	if word>>wrapBit == 0 {
		p += place(r.areas.Size)
	}
	return p
}

// available are the flags of a descriptor that is available at a place, and used those
// of one that was used there, or has never been available (section 2.8.1 "Driver and
// Device Ring Wrap Counters").
func (r *packed) available(p place) DescriptorFlags {
	if _, wrap := r.split(p); wrap {
		return DescriptorAvail
	}
	return DescriptorUsed
}

func (r *packed) usedAt(p place) DescriptorFlags {
	if _, wrap := r.split(p); wrap {
		return DescriptorAvail | DescriptorUsed
	}
	return 0
}

func (r *packed) add(ds []descriptor) (head uint16, err error) {
	if free := int(r.areas.Size) - r.inUse; free < len(ds) {
		return 0, fmt.Errorf("%w: need %d, have %d of %d", ErrQueueFull, len(ds), free, r.areas.Size)
	}
	id := r.names.take(1)[0] // there are as many as descriptors
	last := len(ds) - 1
	for _, d := range ds[:last] {
		d.flags |= DescriptorNext
		r.added = append(r.added, slot{d, id}) // only that of the last one counts (section 2.8.6), and QEMU 7.2 takes the first
	}
	r.added = append(r.added, slot{ds[last], id})
	r.last = uint16(len(ds))
	r.length[id] = r.last
	r.fixed[id] = !slices.ContainsFunc(ds, func(d descriptor) bool { return d.flags&(DescriptorWrite|DescriptorIndirect) != 0 })
	r.inUse += len(ds)
	return id, nil
}

// table has neither links nor flags but WRITE (section 2.8.7 "Indirect Flag:
// Scatter-Gather Support").
func (r *packed) table(ds []descriptor) []byte {
	table := make([]byte, descriptorSize*len(ds))
	for i, d := range ds {
		slot{descriptor: d}.put(table[descriptorSize*i:], r.order, 0)
	}
	return table
}

func (r *packed) release(head uint16) {
	r.inUse -= int(r.length[head])
	delete(r.length, head)
	r.names.release(head)
}

func (r *packed) free() int { return int(r.areas.Size) - r.inUse }

// publish writes all descriptors, the first of them as if the device still had to wait
// for it, and then the flags of that one: the device sees all or nothing (section 2.8.21
// "Supplying Buffers to The Device").
func (r *packed) publish(ctx context.Context) error {
	if err := r.flush(ctx); err != nil || len(r.added) == 0 {
		return err
	}
	first, flags := r.avail, r.added[0].flags
	for len(r.added) > 0 {
		offset, _ := r.split(r.avail)
		n := min(len(r.added), int(r.areas.Size)-offset) // up to the end of the ring
		p := make([]byte, descriptorSize*n)
		for i, s := range r.added[:n] {
			at := r.after(r.avail, i)
			more := r.available(at)
			if at == first {
				more = r.usedAt(r.after(at, int(r.areas.Size))) // as one lap ago
			}
			s.put(p[descriptorSize*i:], r.order, more)
		}
		if err := r.machine.WriteMemory(ctx, r.slotAddr(offset), p); err != nil {
			return err
		}
		copy(r.ring[descriptorSize*offset:], p)
		r.avail, r.added = r.after(r.avail, n), r.added[n:]
	}
	offset, _ := r.split(first)
	return r.store(ctx, qtest.Width16, r.slotAddr(offset)+slotFlags, uint32(flags|r.available(first)))
}

func (r *packed) slotAddr(offset int) uint64 {
	return r.areas.Descriptor + descriptorSize*uint64(offset)
}

// store writes a field with one access, as the device may read it at any time.
func (r *packed) store(ctx context.Context, w qtest.Width, addr uint64, v uint32) error {
	b := r.ring[addr-r.areas.Descriptor:]
	if w == qtest.Width16 {
		r.order.PutUint16(b, uint16(v))
		return r.machine.Write(ctx, w, addr, uint64(r.machine.Order.Uint16(b)))
	}
	r.order.PutUint32(b, v)
	return r.machine.Write(ctx, w, addr, uint64(r.machine.Order.Uint32(b)))
}

func (r *packed) notified() { r.told = r.avail }

func (r *packed) next() uint16 { return r.word(r.avail) }

// unread begins with the next descriptor that the device uses, or with the ring if the
// descriptors that it has go on there.
func (r *packed) unread() (from, to uint64) {
	offset, _ := r.split(r.seen)
	if offset+r.from(r.seen, r.avail) > int(r.areas.Size) {
		offset = 0
	}
	return r.slotAddr(offset), r.areas.Device + eventStructure
}

// load allows for changes of the descriptors that the device has, and of its own event suppression
// structure, whose reserved bits are 0.
func (r *packed) load(p []byte, _ int) error {
	from := len(r.ring) - len(p)
	most := int(r.areas.Size)
	begin, _ := r.split(r.seen)
	with := r.from(r.seen, r.avail)
	for at := from; at < len(r.ring)-eventStructure; at += descriptorSize {
		to := min(at+descriptorSize, len(r.ring)-eventStructure) // the last is the driver's event structure
		slot := at / descriptorSize
		if was, is := r.ring[at:to], p[at-from:to-from]; (slot == most || (slot-begin+most)%most >= with) && !bytes.Equal(was, is) {
			return fmt.Errorf("%w: at %#x of a packed ring of %d descriptors the device, which has %d from number %d on, has changed % x to % x",
				ErrDevice, at, most, with, begin, was, is)
		}
	}
	copy(r.ring[from:], p)
	b := r.ring[len(r.ring)-eventStructure:]
	if mode := eventMode(r.order.Uint16(b[eventFlags:])); mode > eventAt || mode == eventAt && !r.eventIdx {
		return fmt.Errorf("%w: flags of the device's event suppression structure = %#x (EVENT_IDX: %t)", ErrDevice, uint16(mode), r.eventIdx)
	}
	return nil
}

// wanted follows virtio 1.3, section 2.8.10 "Driver and Device Event Suppression".
func (r *packed) wanted() bool {
	b := r.ring[len(r.ring)-eventStructure:]
	switch eventMode(r.order.Uint16(b[eventFlags:])) & (eventDisable | eventAt) {
	case eventDisable:
		return false
	case eventAt:
		at := r.place(r.order.Uint16(b))
		return !r.eventIdx || r.from(r.told, at) < r.from(r.told, r.avail)
	}
	return true
}

// used follows virtio 1.3, section 2.8.22 "Receiving Used Buffers From The Device". The
// device writes the flags of a descriptor last. It has 16 bytes at an address that is a
// multiple of 16, which a host copies as a whole.
func (r *packed) used(int) (u Used, found bool, err error) { return r.usedFrom(r.seen) }

func (r *packed) usedFrom(p place) (u Used, found bool, err error) {
	offset, _ := r.split(p)
	b := r.ring[descriptorSize*offset:][:descriptorSize]
	flags := DescriptorFlags(r.order.Uint16(b[slotFlags:]))
	if p == r.avail || flags&(DescriptorAvail|DescriptorUsed) != r.usedAt(p) {
		return Used{}, false, nil
	}
	u.Head, u.Size = r.order.Uint16(b[slotID:]), r.order.Uint32(b[slotSize:])
	u.Unmarked = u.Size > 0 && flags&DescriptorWrite == 0
	if err := r.checkMark(u, flags&DescriptorWrite != 0); err != nil {
		return Used{}, false, err
	}
	if reserved := flags &^ usedFlags; reserved != 0 { // section 2.8.6
		return Used{}, false, fmt.Errorf("%w: the used descriptor of chain %d has the reserved flags %v", ErrDevice, u.Head, reserved)
	}
	if _, ok := r.length[u.Head]; !ok {
		return Used{}, false, fmt.Errorf("%w: got used chain %d, which the device does not have", ErrDevice, u.Head)
	}
	return u, true, nil
}

// checkMark rejects WRITE in the used descriptor of a chain in which the device can write nothing,
// and a device that sets it in some of those with a length: one that never does is [Used.Unmarked].
func (r *packed) checkMark(u Used, marked bool) error {
	if r.fixed[u.Head] {
		if marked {
			return fmt.Errorf("%w: the used descriptor of chain %d has WRITE, and none of its buffers is writable", ErrDevice, u.Head)
		}
		return nil
	}
	if u.Size == 0 {
		return nil
	}
	now := never
	if marked {
		now = always
	}
	if r.marks != unknown && r.marks != now {
		return fmt.Errorf("%w: the used descriptor of chain %d, of %d bytes, has WRITE: %t, other than those before it", ErrDevice, u.Head, u.Size, marked)
	}
	r.marks = now
	return nil
}

func (r *packed) advance(heads ...uint16) {
	for _, h := range heads {
		r.seen = r.after(r.seen, int(r.length[h]))
	}
}

// count reads the ring from the next used descriptor on.
func (r *packed) count(ctx context.Context, chains []uint16) (n int, err error) {
	from, to := r.unread()
	p := make([]byte, to-from)
	if err := r.machine.ReadMemory(ctx, from, p); err != nil {
		return 0, err
	}
	if err := r.load(p, len(chains)); err != nil {
		return 0, err
	}
	at := r.seen
	for range chains {
		u, found, err := r.usedFrom(at)
		if err != nil || !found {
			return n, err
		}
		batch := []uint16{u.Head}
		if r.inOrder { // the element of a batch
			batch = chains[n : max(n, slices.Index(chains, u.Head))+1]
		}
		for _, head := range batch {
			at = r.after(at, int(r.length[head]))
		}
		n += len(batch)
	}
	return n, nil
}

// arm requests an event at the next used descriptor.
func (r *packed) arm() bool {
	want := notification{r.seen, eventAt}
	if !r.eventIdx || r.event == want {
		return false
	}
	r.event, r.armed = want, true
	return true
}

func (r *packed) flush(ctx context.Context) error {
	if !r.armed {
		return nil
	}
	return r.setEvent(ctx, r.event)
}

func (r *packed) setEvent(ctx context.Context, n notification) error {
	r.event, r.armed = n, false
	var b [eventStructure]byte
	binary.LittleEndian.PutUint16(b[:], r.word(n.at))
	binary.LittleEndian.PutUint16(b[eventFlags:], uint16(n.mode))
	return r.store(ctx, qtest.Width32, r.areas.Driver, binary.LittleEndian.Uint32(b[:]))
}

func (r *packed) interrupts(ctx context.Context, on bool) error {
	if on {
		return r.setEvent(ctx, notification{mode: eventEnable})
	}
	return r.setEvent(ctx, notification{mode: eventDisable})
}

// interruptAfter counts descriptors: chains that are not with the device yet have as
// many as the last one.
func (r *packed) interruptAfter(ctx context.Context, n uint16, chains []uint16) error {
	at := r.seen
	for i := range int(n) - 1 {
		length := r.last
		if i < len(chains) {
			length = r.length[chains[i]]
		}
		at = r.after(at, int(length))
	}
	return r.setEvent(ctx, notification{at, eventAt})
}
