package virtioserial

import (
	"bytes"
	"context"
	"errors"
	"fmt"

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
		addr, err := m.Alloc.Alloc(uint64(size), 8)
		if err != nil {
			return p.wrap("receive from", err)
		}
		head, err := p.RX.Add(virtio.Writable(addr, size))
		if err != nil {
			return p.wrap("receive from", errors.Join(err, m.Alloc.Free(addr)))
		}
		p.RX.Stage(addr, make([]byte, size))
		p.buffers[head] = buffer{addr, p.RX.Expect(head, addr, int(size))}
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
	m := p.RX.Device().Machine()
	data := b.reply.Bytes[:used.Size]
	if !b.reply.Read {
		err = m.ReadMemory(ctx, b.addr, data)
	}
	return data, p.wrap("receive from", errors.Join(err, m.Alloc.Free(b.addr)))
}
