package virtio9p

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/p9"
	"github.com/qgraph/qgraph/libqos/virtio"
)

// Channel is a device with a driver that has started it. It carries the
// messages of a 9P session.
type Channel struct {
	*virtio.Device
	Requests *virtio.Queue

	// MaxBuffer is the largest buffer that a descriptor shows to the device, in
	// bytes; what is larger is cut up. 0 is no limit.
	MaxBuffer uint32

	sent map[uint16]sent // requests that the device has, by head
}

var _ p9.Transport = (*Channel)(nil)

// sent is a request that the device has, in one block of guest memory with the
// room for the reply behind it.
type sent struct {
	addr  uint64
	reply uint64 // address
	tag   p9.Tag
}

// Open opens the device, agrees on those of the features that it offers, and
// starts it. With [virtio.FeatureIndirectDesc] each request takes one descriptor.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*Channel, error) {
	dev, queues, err := hw.Start(ctx, t, understood, RequestQueue)
	if err != nil {
		return nil, err
	}
	return &Channel{Device: dev, Requests: queues[0], sent: map[uint16]sent{}}, nil
}

// Close resets the device and gives back the memory of requests that it had.
func (c *Channel) Close(ctx context.Context) error {
	errs := []error{c.Device.Close(ctx)}
	for _, s := range c.sent {
		errs = append(errs, c.Machine().Alloc.Free(s.addr))
	}
	clear(c.sent)
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

// Busy returns how many requests the device has.
func (c *Channel) Busy() int { return len(c.sent) }

// blank is what the room for a reply holds before there is one: what was in that
// memory before might be a reply that looks right.
const blank = 0xa5

// Send implements [p9.Transport].
func (c *Channel) Send(ctx context.Context, request []byte, room uint32) error {
	if len(request) < p9.HeaderSize {
		return c.wrap("send through", fmt.Errorf("%d bytes are no message", len(request)))
	}
	m := c.Machine()
	addr, err := m.Alloc.Alloc(uint64(len(request))+uint64(room), 1)
	if err != nil {
		return c.wrap("send through", err)
	}
	s := sent{addr: addr, reply: addr + uint64(len(request)), tag: p9.Tag(binary.LittleEndian.Uint16(request[5:]))}
	head, err := c.submit(ctx, s, request, room)
	if err != nil {
		return c.wrap("send through", errors.Join(err, m.Alloc.Free(addr)))
	}
	c.sent[head] = s
	return nil
}

func (c *Channel) submit(ctx context.Context, s sent, request []byte, room uint32) (head uint16, err error) {
	if err := c.Machine().WriteMemory(ctx, s.addr, request); err != nil {
		return 0, err
	}
	if err := c.Machine().Memset(ctx, s.reply, uint64(room), blank); err != nil {
		return 0, err
	}
	buffers := append(c.cut(virtio.Readable(s.addr, uint32(len(request)))), c.cut(virtio.Writable(s.reply, room))...)
	add := c.Requests.Add
	if c.Has(virtio.FeatureIndirectDesc) {
		add = c.Requests.AddIndirect
	}
	if head, err = add(buffers...); err != nil {
		return 0, err
	}
	return head, c.Requests.Kick(ctx)
}

// cut returns the buffer in pieces of MaxBuffer bytes.
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

// Receive implements [p9.Transport]. A request that the device has used without
// writing anything is dropped.
func (c *Channel) Receive(ctx context.Context) ([]byte, error) {
	used, err := c.Requests.Wait(ctx)
	if err != nil {
		return nil, err
	}
	s := c.sent[used.Head]
	delete(c.sent, used.Head)
	reply := make([]byte, used.Size)
	if err := c.Machine().ReadMemory(ctx, s.reply, reply); err != nil {
		return nil, c.wrap("receive through", err)
	}
	if err := c.Machine().Alloc.Free(s.addr); err != nil {
		return nil, c.wrap("receive through", err)
	}
	if used.Size == 0 {
		return nil, &p9.DroppedError{Tag: s.tag}
	}
	return reply, nil
}

// wrap adds the device and what was done to err, if there is one.
func (c *Channel) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtio9p: %s %v: %w", what, c.Device, err)
}
