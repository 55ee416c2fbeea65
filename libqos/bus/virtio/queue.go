package virtio

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Queue is a split virtqueue (virtio 1.3, section 2.7 "Split Virtqueues"). It keeps
// a copy of everything the driver has written and never reads that back. Added
// chains are written when they are published, and the used ring is read as a whole.
type Queue struct {
	dev   *Device
	index uint16
	areas Areas

	// driver is the descriptor table and the available ring. The device never
	// writes there, so this is their content, at the latest after the next
	// publication.
	driver  []byte
	dirty   []span            // changed parts of driver
	busy    []bool            // by descriptor
	cursor  uint16            // start of the next search for a free descriptor
	chains  map[uint16]chain  // in use, by head
	replies map[uint16]*Reply // of some of the chains, by head
	staged  []guest.Block     // buffers of unpublished chains, not written yet
	heads   []uint16          // unpublished chains

	avail      uint16        // idx of the available ring
	notified   uint16        // avail at the last notification
	device     []byte        // the used ring, as last read
	seen       uint16        // its idx up to which it has been read
	used       []Used        // read and not yet returned
	interrupts notifications // the requested ones
	usedEvent  uint16        // value of used_event
	heard      bool          // an interrupt arrived since the used ring was read
}

// span is a range of bytes of a queue's driver area.
type span struct{ from, to int }

// chain is a chain of descriptors that the device has.
type chain struct {
	descriptors []uint16
	writable    uint64 // bytes that the device may write
	table       uint64 // address of the indirect table, 0 for none
}

// Reply is memory of a chain that the driver reads after the device has used the
// chain.
type Reply struct {
	guest.Block
	Read bool // Bytes holds the device's reply
}

// Queue sets up a queue with the device's number of descriptors.
func (d *Device) Queue(ctx context.Context, index uint16) (*Queue, error) {
	size, err := d.transport.QueueSize(ctx, index)
	if err == nil && size == 0 {
		err = ErrNoQueue
	}
	if err != nil {
		return nil, d.wrap(fmt.Sprintf("queue %d", index), err)
	}
	return d.QueueOf(ctx, index, size)
}

// QueueOf sets up a queue with a number of descriptors, a power of two that is at
// most the device's number. A legacy PCI device accepts only its own number.
func (d *Device) QueueOf(ctx context.Context, index, size uint16) (*Queue, error) {
	q := &Queue{dev: d, index: index, busy: make([]bool, size), chains: map[uint16]chain{}, replies: map[uint16]*Reply{}}
	if err := checkSize(size); err != nil {
		return nil, q.wrap("set up", err)
	}
	areas, align := layOut(0, size, d.transport.Legacy())
	base, err := d.hw.Machine.AllocZeroed(ctx, areas.size(), align)
	if err != nil {
		return nil, q.wrap("set up", err)
	}
	q.areas, _ = layOut(base, size, d.transport.Legacy())
	q.driver = make([]byte, q.areas.usedEvent()+eventSize-base)
	q.device = make([]byte, q.areas.availEvent()+eventSize-q.areas.Device)
	d.queues = append(d.queues, q)
	if err := d.transport.EnableQueue(ctx, index, q.areas); err != nil {
		return nil, q.wrap("set up", err)
	}
	return q, nil
}

// Index returns the queue's number.
func (q *Queue) Index() uint16 { return q.index }

// Size returns the queue's number of descriptors.
func (q *Queue) Size() uint16 { return q.areas.Size }

// Free returns the number of free descriptors.
func (q *Queue) Free() int {
	n := 0
	for _, busy := range q.busy {
		if !busy {
			n++
		}
	}
	return n
}

// Device returns the queue's device.
func (q *Queue) Device() *Device { return q.dev }

// String returns the queue's name, if it has one, and its device.
func (q *Queue) String() string {
	name := fmt.Sprintf("queue %d", q.index)
	if queues := q.dev.hw.Model.Queues; int(q.index) < len(queues) {
		name = "queue " + queues[q.index].Name
	}
	return fmt.Sprintf("%s of %v", name, q.dev)
}

func (q *Queue) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtio: %s %v: %w", what, q, err)
}

// Add makes a chain of descriptors from buffers and returns its head, which
// identifies the chain in the used ring. The device sees the chain once it is
// published. The error wraps [ErrQueueFull] if there are not enough descriptors.
func (q *Queue) Add(buffers ...Buffer) (head uint16, err error) {
	if err := checkFraming(buffers); err != nil {
		return 0, q.wrap("add to", err)
	}
	at, err := q.allocate(len(buffers))
	if err != nil {
		return 0, q.wrap("add to", err)
	}
	for i, d := range chained(buffers) {
		if d.flags&DescriptorNext != 0 {
			d.next = at[d.next]
		}
		q.put(at[i], d)
	}
	q.begin(chain{descriptors: at, writable: writable(buffers)})
	return at[0], nil
}

// AddIndirect is [Queue.Add] with a single descriptor that refers to a table of
// the buffers' descriptors (virtio 1.3, section 2.7.5.3 "Indirect
// Descriptors").
func (q *Queue) AddIndirect(buffers ...Buffer) (head uint16, err error) {
	if err := checkFraming(buffers); err != nil {
		return 0, q.wrap("add to", err)
	}
	table := make([]byte, descriptorSize*len(buffers))
	for i, d := range chained(buffers) {
		d.put(table[descriptorSize*i:], q.dev.order)
	}
	at, err := q.allocate(1)
	if err != nil {
		return 0, q.wrap("add to", err)
	}
	addr, err := q.dev.hw.Machine.Alloc.Alloc(uint64(len(table)), descriptorsAt)
	if err != nil {
		q.busy[at[0]] = false
		return 0, q.wrap("add to", err)
	}
	q.put(at[0], descriptor{addr: addr, size: uint32(len(table)), flags: DescriptorIndirect})
	q.Stage(addr, table)
	q.begin(chain{descriptors: at, writable: writable(buffers), table: addr})
	return at[0], nil
}

// Stage writes the bytes of a buffer to guest memory before the added chains are
// published. The bytes must not change until then. It costs less than separate
// writes.
func (q *Queue) Stage(addr uint64, p []byte) {
	q.staged = append(q.staged, guest.Block{Addr: addr, Bytes: p})
}

// Expect returns the reply of size bytes that the device will write to addr before
// it uses a chain. A reply near the used ring is read together with the ring, and
// its Read is set. Otherwise the caller reads it.
func (q *Queue) Expect(head uint16, addr uint64, size int) *Reply {
	r := &Reply{Block: guest.Block{Addr: addr, Bytes: make([]byte, size)}}
	q.replies[head] = r
	return r
}

// checkFraming rejects invalid chains (virtio 1.3, section 2.7.4.2 "Driver
// Requirements: Message Framing").
func checkFraming(buffers []Buffer) error {
	if len(buffers) == 0 {
		return fmt.Errorf("%w: no buffer", ErrFraming)
	}
	for i, b := range buffers[1:] {
		if buffers[i].Writable && !b.Writable {
			return fmt.Errorf("%w: buffer %d", ErrFraming, i+1)
		}
	}
	return nil
}

// chained returns descriptors of the buffers, each linked to the next one of
// the slice.
func chained(buffers []Buffer) []descriptor {
	ds := make([]descriptor, len(buffers))
	for i, b := range buffers {
		ds[i] = descriptor{addr: b.Addr, size: b.Size}
		if b.Writable {
			ds[i].flags |= DescriptorWrite
		}
		if i+1 < len(buffers) {
			ds[i].flags |= DescriptorNext
			ds[i].next = uint16(i + 1)
		}
	}
	return ds
}

// writable returns the number of bytes that the device may write to the
// buffers.
func writable(buffers []Buffer) (n uint64) {
	for _, b := range buffers {
		if b.Writable {
			n += uint64(b.Size)
		}
	}
	return n
}

// allocate takes n free descriptors. The search is circular, so that every
// descriptor is eventually used and chains extend over the end of the table.
func (q *Queue) allocate(n int) ([]uint16, error) {
	var at []uint16
	for range q.areas.Size {
		if len(at) == n {
			break
		}
		if !q.busy[q.cursor] {
			at = append(at, q.cursor)
		}
		q.cursor = (q.cursor + 1) % q.areas.Size
	}
	if len(at) < n {
		return nil, fmt.Errorf("%w: need %d, have %d of %d", ErrQueueFull, n, len(at), q.areas.Size)
	}
	for _, i := range at {
		q.busy[i] = true
	}
	return at, nil
}

func (q *Queue) put(i uint16, d descriptor) {
	at := descriptorSize * int(i)
	d.put(q.driver[at:], q.dev.order)
	q.touch(at, descriptorSize)
}

func (q *Queue) begin(c chain) {
	head := c.descriptors[0]
	q.chains[head] = c
	q.heads = append(q.heads, head)
}

// end frees the descriptors and the indirect table of chain c.
func (q *Queue) end(head uint16, c chain) error {
	for _, i := range c.descriptors {
		q.busy[i] = false
	}
	delete(q.chains, head)
	delete(q.replies, head)
	if c.table == 0 {
		return nil
	}
	return q.dev.hw.Machine.Alloc.Free(c.table)
}

// free frees the queue's memory, and the indirect tables that the device still
// has.
func (q *Queue) free() error {
	for head, c := range q.chains {
		if err := q.end(head, c); err != nil {
			return q.wrap("free", err)
		}
	}
	return q.wrap("free", q.dev.hw.Machine.Alloc.Free(q.areas.Descriptor))
}
