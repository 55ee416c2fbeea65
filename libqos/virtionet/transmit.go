package virtionet

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/libqos/virtio"
)

// Transmit sends a frame that needs nothing done to it, and waits until the
// device has given back its buffer.
func (n *NIC) Transmit(ctx context.Context, frame []byte) error {
	return n.TransmitWith(ctx, Header{}, frame)
}

// TransmitWith is [NIC.Transmit] with a header (virtio 1.3, section 5.1.6.2
// "Packet Transmission").
func (n *NIC) TransmitWith(ctx context.Context, h Header, frame []byte) error {
	packet := make([]byte, n.header+len(frame))
	h.put(packet[:n.header], n.Order())
	copy(packet[n.header:], frame)
	m := n.Machine()
	addr, err := m.Alloc.Alloc(uint64(len(packet)), 1)
	if err != nil {
		return n.wrap("transmit with", err)
	}
	err = m.WriteMemory(ctx, addr, packet)
	if err == nil {
		err = n.send(ctx, n.buffers(addr, len(frame), virtio.Readable))
	}
	return n.wrap("transmit with", errors.Join(err, m.Alloc.Free(addr)))
}

// send hands buffers to the device and waits until it gives them back. With
// INDIRECT_DESC they go by a table.
func (n *NIC) send(ctx context.Context, buffers []virtio.Buffer) error {
	add := n.TX.Add
	if n.Has(virtio.FeatureIndirectDesc) {
		add = n.TX.AddIndirect
	}
	head, err := add(buffers...)
	if err != nil {
		return err
	}
	_, err = n.TX.Finish(ctx, head)
	return err
}
