package virtio

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/guest"
)

// Queue is a virtqueue (virtio 1.3, section 2.6 "Virtqueues"), with the ring that was
// negotiated: packed with [FeatureRingPacked], otherwise split.
type Queue struct {
	dev   *Device
	index uint16
	areas Areas
	most  uint16 // descriptors for which there is memory
	ring  ring

	chains  map[uint16]chain  // in use, by head
	replies map[uint16]*Reply // of some of the chains, by head
	staged  []guest.Block     // buffers of unpublished chains, not written yet
	heads   []uint16          // unpublished chains
	device  []uint16          // chains that the device has, in the order of their publication

	near       []*Reply      // read when the ring was last read
	used       []Used        // read and not yet returned
	interrupts notifications // the requested ones
	heard      bool          // an interrupt arrived since the ring was read
}

// chain is a chain of descriptors.
type chain struct {
	writable uint64 // bytes that the device may write
	table    uint64 // address of the indirect table, 0 for none
}

// Reply is memory of a chain that the driver reads after the device has used the
// chain.
type Reply struct {
	guest.Block
	Read bool // Bytes holds the device's reply
}

// Queue sets up a queue with the device's number of descriptors.
func (d *Device) Queue(ctx context.Context, index uint16) (*Queue, error) {
	return d.queueUpTo(ctx, index, maxQueueSize)
}

// queueUpTo is [Device.Queue] with at most that number of descriptors.
func (d *Device) queueUpTo(ctx context.Context, index, most uint16) (*Queue, error) {
	size, err := d.transport.QueueSize(ctx, index)
	if err == nil && size == 0 {
		err = ErrNoQueue
	}
	if err != nil {
		return nil, d.wrap(fmt.Sprintf("queue %d", index), err)
	}
	return d.QueueOf(ctx, index, min(size, most))
}

// QueueOf sets up a queue with a number of descriptors that is at most the device's
// number, and a power of two unless the ring is packed. A legacy PCI device accepts only
// its own number.
func (d *Device) QueueOf(ctx context.Context, index, size uint16) (*Queue, error) {
	q := &Queue{dev: d, index: index, most: size}
	if err := d.checkSize(size); err != nil {
		return nil, q.wrap("set up", err)
	}
	_, bytes, align := d.layOut(0, size)
	base, err := d.hw.Machine.AllocZeroed(ctx, bytes, align)
	if err != nil {
		return nil, q.wrap("set up", err)
	}
	q.areas, _, _ = d.layOut(base, size)
	q.begin()
	d.queues = append(d.queues, q)
	if err := d.transport.EnableQueue(ctx, index, q.areas); err != nil {
		return nil, q.wrap("set up", err)
	}
	return q, nil
}

// begin makes the queue an empty one, as its memory is.
func (q *Queue) begin() {
	q.ring = q.dev.newRing(q.areas)
	q.chains, q.replies = map[uint16]chain{}, map[uint16]*Reply{}
	q.staged, q.heads, q.device, q.used = nil, nil, nil, nil
	q.interrupts, q.heard = each, false
}

// Reset resets the queue alone, and starts it anew, with the same memory (virtio 1.3,
// section 2.6.1 "Virtqueue Reset"). The chains that the device had are gone. It needs
// [FeatureRingReset].
func (q *Queue) Reset(ctx context.Context) error {
	if err := q.Stop(ctx); err != nil {
		return err
	}
	return q.Restart(ctx)
}

// Stop resets the queue alone. The device then does not use it until [Queue.Restart].
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.dev.transport.ResetQueue(ctx, q.index); err != nil {
		return q.wrap("reset", err)
	}
	return q.dropChains()
}

// Restart starts a queue that was stopped.
func (q *Queue) Restart(ctx context.Context) error { return q.RestartOf(ctx, q.areas.Size) }

// RestartOf starts a queue that was stopped with a number of descriptors that is at most that
// with which it was set up.
func (q *Queue) RestartOf(ctx context.Context, size uint16) error {
	if err := q.dev.checkSize(size); err != nil {
		return q.wrap("restart", err)
	}
	if size > q.most {
		return q.wrap("restart", fmt.Errorf("there is memory for %d descriptors, not for %d", q.most, size))
	}
	base := q.areas.Descriptor
	_, bytes, _ := q.dev.layOut(0, q.most)
	if err := q.dev.hw.Machine.WriteMemory(ctx, base, make([]byte, bytes)); err != nil {
		return q.wrap("restart", err)
	}
	q.areas, _, _ = q.dev.layOut(base, size)
	q.begin()
	return q.wrap("restart", q.dev.transport.EnableQueue(ctx, q.index, q.areas))
}

// Index returns the queue's number.
func (q *Queue) Index() uint16 { return q.index }

// Size returns the queue's number of descriptors.
func (q *Queue) Size() uint16 { return q.areas.Size }

// Free returns the number of free descriptors.
func (q *Queue) Free() int { return q.ring.free() }

// Areas returns the addresses of the queue's memory.
func (q *Queue) Areas() Areas { return q.areas }

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
// identifies the chain when it is used. The device sees the chain once it is
// published. The error wraps [ErrQueueFull] if there are not enough descriptors.
func (q *Queue) Add(buffers ...Buffer) (head uint16, err error) {
	if err := checkFraming(buffers); err != nil {
		return 0, q.wrap("add to", err)
	}
	if head, err = q.ring.add(descriptors(buffers)); err != nil {
		return 0, q.wrap("add to", err)
	}
	q.added(head, chain{writable: writable(buffers)})
	return head, nil
}

// AddIndirect is [Queue.Add] with a single descriptor that refers to a table of
// the buffers' descriptors (virtio 1.3, section 2.7.5.3 "Indirect
// Descriptors").
func (q *Queue) AddIndirect(buffers ...Buffer) (head uint16, err error) {
	if err := checkFraming(buffers); err != nil {
		return 0, q.wrap("add to", err)
	}
	table := q.ring.table(descriptors(buffers))
	addr, err := q.dev.hw.Machine.Alloc.Alloc(uint64(len(table)), descriptorsAt)
	if err != nil {
		return 0, q.wrap("add to", err)
	}
	head, err = q.ring.add([]descriptor{{addr: addr, size: uint32(len(table)), flags: DescriptorIndirect}})
	if err != nil {
		return 0, q.wrap("add to", errors.Join(err, q.dev.hw.Machine.Alloc.Free(addr)))
	}
	q.Stage(addr, table)
	q.added(head, chain{writable: writable(buffers), table: addr})
	return head, nil
}

func (q *Queue) added(head uint16, c chain) {
	q.chains[head] = c
	q.heads = append(q.heads, head)
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

// descriptors returns descriptors of the buffers, not linked.
func descriptors(buffers []Buffer) []descriptor {
	ds := make([]descriptor, len(buffers))
	for i, b := range buffers {
		ds[i] = descriptor{addr: b.Addr, size: b.Size}
		if b.Writable {
			ds[i].flags |= DescriptorWrite
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

// end frees the descriptors and the indirect table of chain c.
func (q *Queue) end(head uint16, c chain) error {
	q.ring.release(head)
	delete(q.chains, head)
	delete(q.replies, head)
	if c.table == 0 {
		return nil
	}
	return q.dev.hw.Machine.Alloc.Free(c.table)
}

// dropChains frees the indirect tables that the device still has.
func (q *Queue) dropChains() error {
	for head, c := range q.chains {
		if err := q.end(head, c); err != nil {
			return q.wrap("free", err)
		}
	}
	return nil
}

// free frees the queue's memory.
func (q *Queue) free() error {
	if err := q.dropChains(); err != nil {
		return err
	}
	return q.wrap("free", q.dev.hw.Machine.Alloc.Free(q.areas.Descriptor))
}
