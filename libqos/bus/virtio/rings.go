package virtio

import (
	"context"
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// ring is a format of virtqueues: the place of chains and of events in memory that
// driver and device share (virtio 1.3, section 2.6 "Virtqueues"). It keeps a copy of
// everything the driver has written and never reads that back.
type ring interface {
	// add puts the descriptors of a chain into the copy, and returns the number by
	// which the device will name the chain. The error wraps [ErrQueueFull].
	add(ds []descriptor) (head uint16, err error)
	// table returns the content of an indirect table.
	table(ds []descriptor) []byte
	// release frees the descriptors of a chain.
	release(head uint16)
	// free is the number of free descriptors.
	free() int

	// publish makes the added chains available to the device.
	publish(ctx context.Context) error
	// flush writes a request that [ring.arm] has made.
	flush(ctx context.Context) error
	// notified records that the device has a notification of all published chains.
	notified()
	// next is the place of the next chain as in VIRTIO_F_NOTIFICATION_DATA.
	next() uint16

	// unread returns the address of the first byte that the device may have changed
	// since the last call of load, and that of the end of what it changes.
	unread() (from, to uint64)
	// load takes over these bytes, of a device that has that many chains. The error wraps
	// [ErrDevice] if the device has changed any for which it has no chain.
	load(p []byte, chains int) error
	// wanted reports whether the device wants a notification, as last read.
	wanted() bool
	// used returns the next used element, as last read. There are at most that many
	// chains with the device.
	used(chains int) (u Used, found bool, err error)
	// advance goes on behind the element of these chains.
	advance(heads ...uint16)
	// count reads the number of chains that the device has used, of those with
	// it, in the order in which they became available.
	count(ctx context.Context, chains []uint16) (int, error)

	// arm requests, in the copy, an interrupt for the next used chain by
	// EVENT_IDX, and reports whether that is news.
	arm() bool
	// interrupts turns used buffer notifications on or off.
	interrupts(ctx context.Context, on bool) error
	// interruptAfter requests one after n more of the chains with the device, and of
	// those that follow.
	interruptAfter(ctx context.Context, n uint16, chains []uint16) error
}

// newRing returns the ring of a queue in zeroed memory.
func (d *Device) newRing(a Areas) ring {
	m := memory{machine: d.hw.Machine, order: d.order, areas: a, eventIdx: d.Has(FeatureEventIdx), inOrder: d.Has(FeatureInOrder)}
	if d.Has(FeatureRingPacked) {
		return newPacked(m)
	}
	return newSplit(m)
}

// layOut returns the areas of a queue of n descriptors that begins at base, the bytes
// from its descriptor area to its end, and the required alignment of base.
func (d *Device) layOut(base uint64, n uint16) (a Areas, size, align uint64) {
	if d.Has(FeatureRingPacked) {
		a = layOutPacked(base, n)
		return a, a.Device + eventStructure - base, descriptorsAt
	}
	a, align = layOut(base, n, d.transport.Legacy())
	return a, a.size(), align
}

// checkSize rejects invalid sizes of a queue.
func (d *Device) checkSize(n uint16) error {
	if d.Has(FeatureRingPacked) {
		return checkPackedSize(n)
	}
	return checkSize(n)
}

// circle is the numbers of a queue that name its chains or descriptors, each free or
// taken.
type circle struct {
	busy   []bool
	cursor uint16 // start of the next search for a free one
}

func newCircle(n uint16) circle { return circle{busy: make([]bool, n)} }

// take takes n free numbers, or fewer if there are no more. The search is circular, so
// that every number is eventually used.
func (c *circle) take(n int) (taken []uint16) {
	for range c.busy {
		if len(taken) == n {
			break
		}
		if !c.busy[c.cursor] {
			taken = append(taken, c.cursor)
		}
		c.cursor = (c.cursor + 1) % uint16(len(c.busy))
	}
	if len(taken) == n {
		for _, i := range taken {
			c.busy[i] = true
		}
	}
	return taken
}

func (c *circle) release(numbers ...uint16) {
	for _, i := range numbers {
		c.busy[i] = false
	}
}

func (c *circle) free() (n int) {
	for _, busy := range c.busy {
		if !busy {
			n++
		}
	}
	return n
}

// memory is the memory of a ring.
type memory struct {
	machine  *guest.Machine
	order    binary.ByteOrder
	areas    Areas
	eventIdx bool // VIRTIO_F_EVENT_IDX has been negotiated
	inOrder  bool // and VIRTIO_F_IN_ORDER
}
