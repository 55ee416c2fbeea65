package virtionet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Packet is a received frame.
type Packet struct {
	Header  Header
	Frame   []byte
	Buffers int // number of receive buffers it took
}

// unwritten fills the receive buffers, so that stale memory cannot pass for data
// written by the device.
const unwritten = 0xa5

// beside is the number of bytes behind each receive buffer that the device must leave alone.
const beside = 4

// Post gives the device receive buffers: count of them, each with room for the
// header and size bytes (virtio 1.3, section 5.1.6.3 "Setting Up Receive Buffers").
func (n *NIC) Post(ctx context.Context, count, size int) error {
	return n.PostEach(ctx, slices.Repeat([]int{size}, count)...)
}

// PostEach is [NIC.Post] with buffers of different sizes.
func (n *NIC) PostEach(ctx context.Context, sizes ...int) error {
	m := n.Machine()
	var total uint64
	for _, size := range sizes {
		total += uint64(n.header + size + beside)
	}
	addr, err := m.Alloc.Alloc(total, 1)
	if err != nil {
		return n.wrap("receive with", err)
	}
	a := &arena{addr: addr}
	err = m.Memset(ctx, addr, total, unwritten)
	at := addr
	for i := 0; i < len(sizes) && err == nil; i++ {
		var head uint16
		if head, err = n.RX.Add(n.buffers(at, sizes[i], virtio.Writable)...); err == nil {
			a.users++
			n.posted[head] = &posted{addr: at, size: uint32(n.header + sizes[i]), in: a}
		}
		at += uint64(n.header + sizes[i] + beside)
	}
	if a.users == 0 {
		err = errors.Join(err, m.Alloc.Free(addr))
	}
	if err != nil {
		return n.wrap("receive with", err)
	}
	return n.RX.Kick(ctx)
}

// Receive waits for an interrupt and returns the next packet. Its buffers return to the
// driver (virtio 1.3, section 5.1.6.4 "Processing of Incoming Packets").
func (n *NIC) Receive(ctx context.Context) (Packet, error) {
	p, err := n.receive(ctx, n.RX.Wait)
	return p, n.wrap("receive with", err)
}

// ReceiveShared is [NIC.Receive] while frames are sent, too: the interrupt may be that of
// the transmit queue.
func (n *NIC) ReceiveShared(ctx context.Context) (Packet, error) {
	p, err := n.receive(ctx, n.RX.WaitShared)
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
	// A device uses all buffers of a packet together: the rest are used already.
	for ; p.Buffers < int(h.Buffers); p.Buffers++ {
		used, found, err := n.RX.Take(ctx)
		if err == nil && !found {
			err = fmt.Errorf("%w: num_buffers is %d, but the device used %d buffers", virtio.ErrDevice, h.Buffers, p.Buffers)
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

// collect returns the bytes that the device wrote to a buffer, and frees the buffer. It
// also reads all other buffers that the device is known to have used. The error wraps
// [virtio.ErrDevice] if the device has filled the buffer, and changed the bytes behind it.
func (n *NIC) collect(ctx context.Context, used virtio.Used) ([]byte, error) {
	b := n.posted[used.Head]
	delete(n.posted, used.Head)
	if b.written == nil {
		var blocks []guest.Block
		read := func(b *posted, size uint32) {
			if size == b.size {
				size += beside
			}
			b.written = make([]byte, size)
			blocks = append(blocks, guest.Block{Addr: b.addr, Bytes: b.written})
		}
		read(b, used.Size)
		for _, u := range n.RX.Waiting() {
			if other, ok := n.posted[u.Head]; ok && other.written == nil && u.Size <= other.size {
				read(other, u.Size)
			}
		}
		if err := n.Machine().ReadBlocks(ctx, blocks...); err != nil {
			return nil, err
		}
	}
	if end := int(b.size); len(b.written) > end {
		behind := b.written[end:]
		b.written = b.written[:end:end]
		if !bytes.Equal(behind, bytes.Repeat([]byte{unwritten}, beside)) {
			return nil, fmt.Errorf("%w: the bytes behind a buffer of %d have become % x, want each %#x", virtio.ErrDevice, b.size, behind, unwritten)
		}
	}
	return b.written, n.release(b)
}

// release frees the memory of buffers posted together, when the last of them is
// released.
func (n *NIC) release(b *posted) error {
	if b.in.users--; b.in.users > 0 {
		return nil
	}
	return n.Machine().Alloc.Free(b.in.addr)
}
