package virtio9p

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/protocol/p9"
)

// Channel is a device with a driver that has started it. It carries the
// messages of a 9P session.
type Channel struct {
	*virtio.Device
	Requests *virtio.Queue

	// MaxBuffer is the largest buffer that a descriptor shows to the device, in
	// bytes; larger buffers are split. 0 means no limit.
	MaxBuffer uint32

	// Quiet has Send leave out the notification of the device.
	Quiet bool

	sent     map[uint16]sent // requests in flight, by head
	received []incoming      // replies not yet returned by Receive

	desk  uint64 // address of memory near the used ring, for requests and their replies
	taken bool   // a batch uses desk
}

var _ p9.Transport = (*Channel)(nil)

// sent is a request in flight.
type sent struct {
	batch *batch
	reply *virtio.Reply // the whole room for it
	tag   p9.Tag
}

// batch is a group of requests sent together. They share one block of guest memory,
// followed by the room for their replies.
type batch struct {
	addr uint64
	left int // replies to come
}

// incoming is a request that the device has used.
type incoming struct {
	sent
	size uint32 // of the reply
}

// Open opens the device, negotiates the understood features that it offers, and
// starts it. With [virtio.FeatureIndirectDesc] each request takes one descriptor.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*Channel, error) {
	dev, queues, err := hw.Start(ctx, t, understood, RequestQueue)
	if err != nil {
		return nil, err
	}
	// The allocator prefers low addresses, so this block follows the ring unless an
	// earlier gap fits it.
	desk, err := hw.Machine.Alloc.Alloc(deskSize, tableAlign)
	if err != nil {
		return nil, fmt.Errorf("virtio9p: open %v: %w", dev, err)
	}
	return &Channel{Device: dev, Requests: queues[0], sent: map[uint16]sent{}, desk: desk}, nil
}

// Close resets the device and frees the memory of the requests in flight.
func (c *Channel) Close(ctx context.Context) error {
	errs := []error{c.Device.Close(ctx)}
	for _, s := range c.sent {
		errs = append(errs, c.release(s.batch))
	}
	clear(c.sent)
	errs = append(errs, c.Machine().Alloc.Free(c.desk))
	return errors.Join(errs...)
}

// MountTag returns the name in configuration space.
func (c *Channel) MountTag(ctx context.Context) (string, error) {
	length, err := ConfigTagLength.Read(ctx, c.Config())
	if err != nil {
		return "", c.wrap("mount tag of", err)
	}
	tag := make([]byte, length)
	err = c.ReadConfig(ctx, ConfigTag, tag)
	return string(tag), c.wrap("mount tag of", err)
}

// Busy returns the number of requests in flight.
func (c *Channel) Busy() int { return len(c.sent) }

// blank fills the room for a reply before the device writes it. Otherwise a stale
// reply in that memory could pass for the new one.
const blank = 0xa5

// tableAlign is the alignment of a table of descriptors (virtio 1.3, section 2.7
// "Split Virtqueues"). A block with aligned ends can be written together with a
// table that follows it.
const tableAlign = 16

// Send implements [p9.Transport].
func (c *Channel) Send(ctx context.Context, requests ...p9.Outgoing) (n int, err error) {
	requests = requests[:c.fitting(requests)]
	var block []byte
	var rooms uint64
	for _, r := range requests {
		if len(r.Message) < p9.HeaderSize {
			return 0, c.wrap("send through", fmt.Errorf("message of %d bytes, want at least a header", len(r.Message)))
		}
		block = append(block, r.Message...)
		rooms += uint64(r.Room)
	}
	rooms += -(uint64(len(block)) + rooms) % tableAlign
	addr, err := c.place(uint64(len(block)) + rooms)
	if err != nil {
		return 0, c.wrap("send through", err)
	}
	if err := c.submit(ctx, addr, block, rooms, requests); err != nil {
		return 0, c.wrap("send through", errors.Join(err, c.release(&batch{addr: addr})))
	}
	return len(requests), nil
}

// deskSize is the number of bytes that a queue reads along with its used ring, less
// the gap between them.
const deskSize = 8192 - tableAlign

// place returns memory for a batch.
func (c *Channel) place(size uint64) (addr uint64, err error) {
	if size > deskSize || c.taken {
		return c.Machine().Alloc.Alloc(size, tableAlign)
	}
	c.taken = true
	return c.desk, nil
}

// inFlight is the largest number of requests without a reply. QEMU 10.0 answers no more
// of them, though its queue has room for more.
const inFlight = 128

// fitting returns the number of requests, from the first, that the free descriptors
// suffice for, and that may be in flight. It returns 1 if they do not suffice for the first, whose chain then
// fails.
func (c *Channel) fitting(requests []p9.Outgoing) int {
	free := c.Requests.Free()
	requests = requests[:min(len(requests), max(1, inFlight-len(c.sent)))]
	for i, r := range requests {
		free -= c.descriptors(r)
		if free < 0 {
			return max(i, 1)
		}
	}
	return len(requests)
}

// descriptors returns the number of the queue's descriptors that a request takes.
func (c *Channel) descriptors(r p9.Outgoing) int {
	if c.Has(virtio.FeatureIndirectDesc) {
		return 1
	}
	return len(c.cut(virtio.Readable(0, uint32(len(r.Message))))) + len(c.cut(virtio.Writable(0, r.Room)))
}

// submit writes block, the requests one after the other, to addr, followed by room
// for their replies, and hands the requests to the device.
func (c *Channel) submit(ctx context.Context, addr uint64, block []byte, rooms uint64, requests []p9.Outgoing) error {
	if err := c.stage(ctx, addr, block, rooms); err != nil {
		return err
	}
	add := c.Requests.Add
	if c.Has(virtio.FeatureIndirectDesc) {
		add = c.Requests.AddIndirect
	}
	b := &batch{addr: addr, left: len(requests)}
	heads := map[uint16]sent{}
	request, room := addr, addr+uint64(len(block))
	for _, r := range requests {
		size := uint32(len(r.Message))
		head, err := add(append(c.cut(virtio.Readable(request, size)), c.cut(virtio.Writable(room, r.Room))...)...)
		if err != nil {
			return err
		}
		reply := c.Requests.Expect(head, room, int(r.Room))
		heads[head] = sent{batch: b, reply: reply, tag: p9.Tag(binary.LittleEndian.Uint16(r.Message[5:]))}
		request += uint64(size)
		room += uint64(r.Room)
	}
	kick := c.Requests.Kick
	if c.Quiet {
		kick = c.Requests.Publish
	}
	if err := kick(ctx); err != nil {
		return err
	}
	maps.Copy(c.sent, heads)
	return nil
}

// many is the number of blank bytes from which a separate write is cheaper than one
// together with the requests.
const many = 8192

// stage writes a block, followed by blank bytes, before the device sees the
// descriptors of the block.
func (c *Channel) stage(ctx context.Context, addr uint64, block []byte, blanks uint64) error {
	if blanks <= many {
		c.Requests.Stage(addr, append(block, bytes.Repeat([]byte{blank}, int(blanks))...))
		return nil
	}
	c.Requests.Stage(addr, block)
	return c.Machine().Memset(ctx, addr+uint64(len(block)), blanks, blank)
}

// cut splits the buffer into pieces of MaxBuffer bytes.
func (c *Channel) cut(b virtio.Buffer) []virtio.Buffer {
	var pieces []virtio.Buffer
	for c.MaxBuffer > 0 && b.Size > c.MaxBuffer {
		piece := b
		piece.Size = c.MaxBuffer
		pieces = append(pieces, piece)
		b.Addr += uint64(c.MaxBuffer)
		b.Size -= c.MaxBuffer
	}
	return append(pieces, b)
}

// Receive implements [p9.Transport]. It drops a request that the device used
// without writing a reply.
func (c *Channel) Receive(ctx context.Context) ([]byte, error) {
	if len(c.received) == 0 {
		if err := c.fetch(ctx); err != nil {
			return nil, err
		}
	}
	next := c.received[0]
	c.received = c.received[1:]
	if next.size == 0 {
		return nil, &p9.DroppedError{Tag: next.tag}
	}
	return next.reply.Bytes[:next.size], nil
}

// fetch waits for a used request, and takes all used requests.
func (c *Channel) fetch(ctx context.Context) error {
	used, err := c.Requests.Wait(ctx)
	if err != nil {
		return err
	}
	all := []incoming{c.answered(used)}
	for range c.Requests.Waiting() {
		used, _, err := c.Requests.Take(ctx)
		if err != nil {
			return err
		}
		all = append(all, c.answered(used))
	}
	var blocks []guest.Block
	for _, in := range all {
		if !in.reply.Read {
			blocks = append(blocks, guest.Block{Addr: in.reply.Addr, Bytes: in.reply.Bytes[:in.size]})
		}
	}
	if err := c.Machine().ReadBlocks(ctx, blocks...); err != nil {
		return c.wrap("receive through", err)
	}
	for _, in := range all {
		if err := c.release(in.batch); err != nil {
			return c.wrap("receive through", err)
		}
	}
	c.received = all
	return nil
}

// answered takes a request back from the device.
func (c *Channel) answered(used virtio.Used) incoming {
	in := incoming{sent: c.sent[used.Head], size: used.Size}
	delete(c.sent, used.Head)
	return in
}

// release frees a batch's memory when its last request has ended.
func (c *Channel) release(b *batch) error {
	if b.left--; b.left > 0 {
		return nil
	}
	if b.addr == c.desk {
		c.taken = false
		return nil
	}
	return c.Machine().Alloc.Free(b.addr)
}

// wrap adds the operation and the device to err, if err is not nil.
func (c *Channel) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtio9p: %s %v: %w", op, c.Device, err)
}
