package virtio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/qtest"
)

// Descriptor is a descriptor as a driver that keeps no rule writes it.
type Descriptor struct {
	Addr  uint64
	Size  uint32 // in bytes
	Flags DescriptorFlags
	Link  uint16 // next; of a packed ring, the buffer ID
}

// Raw writes to the memory of a queue that has had no requests, whatever the rules for
// drivers say. Afterwards the queue is of no use, until the device is reset.
type Raw struct{ q *Queue }

// Raw returns the queue without rules.
func (q *Queue) Raw() Raw { return Raw{q} }

// IsPacked reports whether the queue has a packed ring.
func (r Raw) IsPacked() bool { return r.q.dev.Has(FeatureRingPacked) }

// Bytes returns the descriptors in their memory format.
func (r Raw) Bytes(ds ...Descriptor) []byte {
	p := make([]byte, descriptorSize*len(ds))
	for i, d := range ds {
		b := p[descriptorSize*i:]
		if r.IsPacked() {
			slot{descriptor{addr: d.Addr, size: d.Size, flags: d.Flags}, d.Link}.put(b, r.q.dev.order, 0)
			continue
		}
		descriptor{d.Addr, d.Size, d.Flags, d.Link}.put(b, r.q.dev.order)
	}
	return p
}

// Put writes the first descriptors of the descriptor table, or of a packed ring, with exactly
// these flags.
func (r Raw) Put(ctx context.Context, ds ...Descriptor) error {
	return r.q.wrap("write to", r.q.dev.hw.Machine.WriteMemory(ctx, r.q.areas.Descriptor, r.Bytes(ds...)))
}

// Offer writes heads to the available ring of a split queue from its beginning on, and
// then its idx.
func (r Raw) Offer(ctx context.Context, idx uint16, heads ...uint16) error {
	a, m := r.q.areas, r.q.dev.hw.Machine
	p := make([]byte, ringEntries+availSize*len(heads))
	for i, head := range heads {
		r.q.dev.order.PutUint16(p[ringEntries+availSize*i:], head)
	}
	if err := m.WriteMemory(ctx, a.Driver+ringEntries, p[ringEntries:]); err != nil {
		return r.q.wrap("write to", err)
	}
	r.q.dev.order.PutUint16(p[ringIdx:], idx)
	return r.q.wrap("write to", m.WriteMemory(ctx, a.Driver+ringIdx, p[ringIdx:ringEntries]))
}

// SetEvent writes used_event, of 16 bits, or the driver's event suppression structure of a packed
// ring.
func (r Raw) SetEvent(ctx context.Context, v uint32) error {
	addr, w := r.q.areas.usedEvent(), qtest.Width16
	if !r.IsPacked() {
		v &= 0xffff
	} else {
		addr, w = r.q.areas.Driver, qtest.Width32
	}
	if r.q.dev.order != r.q.dev.hw.Machine.Order {
		v = uint32(guest.Swap(w, uint64(v)))
	}
	return r.q.wrap("write to", r.q.dev.hw.Machine.Write(ctx, w, addr, uint64(v)))
}

// Used reports whether the device has used anything since the queue began.
func (r Raw) Used(ctx context.Context) (bool, error) {
	m, a := r.q.dev.hw.Machine, r.q.areas
	at := a.Device + ringIdx
	if r.IsPacked() {
		at = a.Descriptor + slotFlags
	}
	var b [2]byte
	if err := m.ReadMemory(ctx, at, b[:]); err != nil {
		return false, r.q.wrap("read from", err)
	}
	v := r.q.dev.order.Uint16(b[:])
	if !r.IsPacked() {
		return v != 0, nil
	}
	both := uint16(DescriptorAvail | DescriptorUsed)
	return v&both == both, nil
}

// UsedID returns the buffer ID in the first descriptor of a packed ring: that of the first
// used chain, once [Raw.Used] reports one. The error wraps [ErrDevice] if the used descriptor has
// a reserved flag (virtio 1.3, section 2.8.6 "Next Flag: Descriptor Chaining").
func (r Raw) UsedID(ctx context.Context) (uint16, error) {
	var b [descriptorSize]byte
	if err := r.q.dev.hw.Machine.ReadMemory(ctx, r.q.areas.Descriptor, b[:]); err != nil {
		return 0, r.q.wrap("read from", err)
	}
	if reserved := DescriptorFlags(r.q.dev.order.Uint16(b[slotFlags:])) &^ usedFlags; reserved != 0 {
		return 0, r.q.wrap("read from", fmt.Errorf("%w: the used descriptor has the reserved flags %v", ErrDevice, reserved))
	}
	return r.q.dev.order.Uint16(b[slotID:]), nil
}

// Owned returns the addresses and the sizes of the parts of the queue that the device must
// not write.
func (r Raw) Owned() []Buffer {
	a := r.q.areas
	if r.IsPacked() {
		return []Buffer{Readable(a.Driver, eventStructure)}
	}
	return []Buffer{Readable(a.Descriptor, uint32(a.usedEvent()+eventSize-a.Descriptor))}
}
