package virtioserial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Port is a port's pair of queues.
type Port struct {
	RX *virtio.Queue
	TX *virtio.Queue

	id      uint32
	buffers map[uint16]buffer // receive buffers that the device owns, by head
	sent    map[uint16]uint64 // addresses of buffers in transmission, by head
}

// buffer is a receive buffer.
type buffer struct {
	addr  uint64
	reply *virtio.Reply
}

func newPort(ctx context.Context, dev *virtio.Device, id uint32) (*Port, error) {
	p := &Port{id: id, buffers: map[uint16]buffer{}, sent: map[uint16]uint64{}}
	receive, transmit := queuesOf(id)
	var err error
	if p.RX, err = dev.Queue(ctx, receive); err != nil {
		return nil, err
	}
	p.TX, err = dev.Queue(ctx, transmit)
	return p, err
}

// free frees the memory of the buffers that the device owned.
func (p *Port) free() error {
	alloc := p.RX.Device().Machine().Alloc
	var errs []error
	for _, b := range p.buffers {
		errs = append(errs, alloc.Free(b.addr))
	}
	for _, addr := range p.sent {
		errs = append(errs, alloc.Free(addr))
	}
	clear(p.buffers)
	clear(p.sent)
	return errors.Join(errs...)
}

func (p *Port) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtioserial: %s port %d of %v: %w", op, p.id, p.RX.Device(), err)
}

// Send hands bytes to the device. It does not wait until they are transmitted; see
// [Port.Sent].
func (p *Port) Send(ctx context.Context, b []byte) error {
	if err := p.Add(b); err != nil {
		return err
	}
	return p.wrap("send to", p.TX.Kick(ctx))
}

// Add adds bytes to the transmit queue, which the caller publishes.
func (p *Port) Add(b []byte) error {
	m := p.TX.Device().Machine()
	addr, err := m.Alloc.Alloc(uint64(len(b)), 8)
	if err != nil {
		return p.wrap("send to", err)
	}
	p.TX.Stage(addr, bytes.Clone(b))
	head, err := p.TX.Add(virtio.Readable(addr, uint32(len(b))))
	if err != nil {
		return p.wrap("send to", errors.Join(err, m.Alloc.Free(addr)))
	}
	p.sent[head] = addr
	return nil
}

// Sent waits until the device has transmitted n more buffers.
func (p *Port) Sent(ctx context.Context, n int) error {
	for range n {
		used, err := p.TX.WaitShared(ctx)
		if err != nil {
			return p.wrap("send to", err)
		}
		if err := p.done(used); err != nil {
			return p.wrap("send to", err)
		}
	}
	return nil
}

// TrySent returns the number of buffers that the device has transmitted, without
// waiting.
func (p *Port) TrySent(ctx context.Context) (n int, err error) {
	for {
		used, found, err := p.TX.Take(ctx)
		if err == nil && !found {
			return n, nil
		}
		if err == nil {
			err = p.done(used)
		}
		if err != nil {
			return n, p.wrap("send to", err)
		}
		n++
	}
}

func (p *Port) done(used virtio.Used) error {
	addr := p.sent[used.Head]
	delete(p.sent, used.Head)
	return p.TX.Device().Machine().Alloc.Free(addr)
}

// Post gives the device n buffers of size bytes to receive into.
func (p *Port) Post(ctx context.Context, n int, size uint32) error {
	m := p.RX.Device().Machine()
	for range n {
		addr, err := m.Alloc.Alloc(uint64(size)+guard, 8)
		if err != nil {
			return p.wrap("receive from", err)
		}
		head, err := p.RX.Add(virtio.Writable(addr, size))
		if err != nil {
			return p.wrap("receive from", errors.Join(err, m.Alloc.Free(addr)))
		}
		p.RX.Stage(addr, bytes.Repeat([]byte{virtio.Unwritten}, int(size)+guard))
		p.buffers[head] = buffer{addr, p.RX.Expect(head, addr, int(size)+guard)}
	}
	return p.RX.Kick(ctx)
}

// Receive waits for the next buffer and returns its content.
func (p *Port) Receive(ctx context.Context) ([]byte, error) {
	used, err := p.RX.WaitShared(ctx)
	if err != nil {
		return nil, p.wrap("receive from", err)
	}
	b := p.buffers[used.Head]
	delete(p.buffers, used.Head)
	data, err := b.content(ctx, p.RX.Device().Machine(), used.Size)
	return data, p.wrap("receive from", err)
}

// guard is the number of bytes behind a receive buffer that the device must leave alone.
const guard = 1

// content returns what the device has written to a receive buffer, and frees it. The error wraps
// [virtio.ErrDevice] if the device has written behind that. Within the buffer it may (virtio 1.3, section
// 2.7.8.2 "Device Requirements: The Virtqueue Used Ring"), which QEMU's devices never do.
func (b buffer) content(ctx context.Context, m *guest.Machine, size uint32) ([]byte, error) {
	var err error
	if !b.reply.Read {
		err = m.ReadMemory(ctx, b.addr, b.reply.Bytes)
	}
	data, behind := b.reply.Bytes[:size], b.reply.Bytes[size:]
	if i := slices.IndexFunc(behind, func(v byte) bool { return v != virtio.Unwritten }); err == nil && i >= 0 {
		err = fmt.Errorf("%w: it reports %d bytes as written, and wrote byte %d, too", virtio.ErrDevice, size, int(size)+i)
	}
	return data, errors.Join(err, m.Alloc.Free(b.addr))
}
