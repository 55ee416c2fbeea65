package virtionet

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/virtio"
)

// Packet is what the device has received.
type Packet struct {
	Header  Header
	Frame   []byte
	Buffers int // how many receive buffers it took
}

// unwritten is what receive buffers are filled with, so that nothing which was
// there before can be taken for what the device should have written.
const unwritten = 0xa5

// Post gives the device receive buffers: count of them, each with room for the
// header and size bytes (virtio 1.3, section 5.1.6.3 "Setting Up Receive Buffers").
func (n *NIC) Post(ctx context.Context, count, size int) error {
	m := n.Machine()
	for range count {
		b := posted{size: uint32(n.header + size)}
		var err error
		if b.addr, err = m.Alloc.Alloc(uint64(b.size), 1); err != nil {
			return n.wrap("receive with", err)
		}
		var head uint16
		err = m.Memset(ctx, b.addr, uint64(b.size), unwritten)
		if err == nil {
			head, err = n.RX.Add(n.buffers(b.addr, size, virtio.Writable)...)
		}
		if err != nil {
			return n.wrap("receive with", errors.Join(err, m.Alloc.Free(b.addr)))
		}
		n.posted[head] = b
	}
	return n.RX.Kick(ctx)
}

// Receive waits for an interrupt and returns the next packet. The buffers that
// it is in are the driver's again (virtio 1.3, section 5.1.6.4 "Processing of
// Incoming Packets").
func (n *NIC) Receive(ctx context.Context) (Packet, error) {
	p, err := n.receive(ctx, n.RX.Wait)
	return p, n.wrap("receive with", err)
}

// Poll is [NIC.Receive] with or without an interrupt.
func (n *NIC) Poll(ctx context.Context) (Packet, error) {
	p, err := n.receive(ctx, n.RX.Poll)
	return p, n.wrap("receive with", err)
}

func (n *NIC) receive(ctx context.Context, next func(context.Context) (virtio.Used, error)) (Packet, error) {
	used, err := next(ctx)
	if err != nil {
		return Packet{}, err
	}
	b, err := n.collect(ctx, used)
	if err != nil {
		return Packet{}, err
	}
	h, err := parseHeader(b, n.header, n.Order())
	if err != nil {
		return Packet{}, err
	}
	p := Packet{Header: h, Frame: b[n.header:], Buffers: 1}
	if !n.Has(FeatureMrgRxBuf) {
		return p, nil
	}
	// A packet's buffers are used together: the rest are there already.
	for ; p.Buffers < int(h.Buffers); p.Buffers++ {
		used, found, err := n.RX.Take(ctx)
		if err == nil && !found {
			err = fmt.Errorf("%w: num_buffers is %d, and it used %d", virtio.ErrDevice, h.Buffers, p.Buffers)
		}
		if err != nil {
			return Packet{}, err
		}
		b, err := n.collect(ctx, used)
		if err != nil {
			return Packet{}, err
		}
		p.Frame = append(p.Frame, b...)
	}
	return p, nil
}

// collect returns what the device has written to a buffer, and gives its memory
// back.
func (n *NIC) collect(ctx context.Context, used virtio.Used) ([]byte, error) {
	b := n.posted[used.Head]
	delete(n.posted, used.Head)
	p := make([]byte, used.Size)
	m := n.Machine()
	return p, errors.Join(m.ReadMemory(ctx, b.addr, p), m.Alloc.Free(b.addr))
}
