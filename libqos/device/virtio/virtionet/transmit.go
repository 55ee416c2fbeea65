package virtionet

import (
	"context"
	"errors"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Transmit sends a frame without offloads, and waits until the device has used its
// buffer.
func (n *NIC) Transmit(ctx context.Context, frame []byte) error {
	return n.TransmitWith(ctx, Header{}, frame)
}

// TransmitWith is [NIC.Transmit] with a header (virtio 1.3, section 5.1.6.2
// "Packet Transmission").
func (n *NIC) TransmitWith(ctx context.Context, h Header, frame []byte) error {
	return n.packet(ctx, h, frame, func(buffers []virtio.Buffer) error { return n.send(ctx, buffers) })
}

// TransmitAll sends a frame count times at once, and waits until the device has
// used all their buffers. The queue must have room for all of them.
func (n *NIC) TransmitAll(ctx context.Context, count int, frame []byte) error {
	return n.all(ctx, count, frame, n.TX.Kick)
}

// TransmitAfter is [NIC.TransmitAll] of a device that is notified only after during, which
// is called with the frames in the queue.
func (n *NIC) TransmitAfter(ctx context.Context, count int, frame []byte, during func() error) error {
	return n.all(ctx, count, frame, func(ctx context.Context) error {
		if err := n.TX.Publish(ctx); err != nil {
			return err
		}
		if err := during(); err != nil {
			return err
		}
		return n.TX.Notify(ctx)
	})
}

// all sends a frame count times. The function kick hands the buffers to the device.
func (n *NIC) all(ctx context.Context, count int, frame []byte, kick func(context.Context) error) error {
	return n.packet(ctx, Header{}, frame, func(buffers []virtio.Buffer) error {
		for range count {
			if _, err := n.TX.Add(buffers...); err != nil {
				return err
			}
		}
		if err := kick(ctx); err != nil {
			return err
		}
		for range count {
			if _, err := n.TX.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Enqueue hands a frame, whose header and pieces have a descriptor each, to the device. The
// pieces are apart from one another in guest memory, at odd addresses. [NIC.Flush] waits
// for it.
func (n *NIC) Enqueue(ctx context.Context, h Header, pieces ...[]byte) error {
	const apart = 3 // an odd number of bytes
	packet := make([]byte, n.header)
	h.put(packet, n.Order())
	places := []virtio.Buffer{virtio.Readable(0, uint32(n.header))}
	for _, piece := range pieces {
		packet = append(packet, make([]byte, apart)...)
		places = append(places, virtio.Readable(uint64(len(packet)), uint32(len(piece))))
		packet = append(packet, piece...)
	}
	addr, err := n.Machine().Alloc.Alloc(uint64(len(packet)), 16)
	if err != nil {
		return n.wrap("transmit with", err)
	}
	for i := range places {
		places[i].Addr += addr
	}
	n.TX.Stage(addr, packet)
	if _, err := n.TX.Submit(ctx, places...); err != nil {
		return n.wrap("transmit with", errors.Join(err, n.Machine().Alloc.Free(addr)))
	}
	n.queued = append(n.queued, addr)
	return nil
}

// Flush waits until the device has used all frames of [NIC.Enqueue], and frees their memory.
func (n *NIC) Flush(ctx context.Context) error {
	for range n.queued {
		if _, err := n.TX.WaitShared(ctx); err != nil {
			return n.wrap("transmit with", err)
		}
	}
	return n.wrap("transmit with", n.freeQueued())
}

// freeQueued frees the memory of queued frames, which the device no longer has.
func (n *NIC) freeQueued() error {
	var errs []error
	for _, addr := range n.queued {
		errs = append(errs, n.Machine().Alloc.Free(addr))
	}
	n.queued = nil
	return errors.Join(errs...)
}

// packet keeps a header and a frame in guest memory while send runs.
func (n *NIC) packet(ctx context.Context, h Header, frame []byte, send func([]virtio.Buffer) error) error {
	// Pad to a multiple of 16, so that no gap precedes a table of descriptors.
	packet := make([]byte, (n.header+len(frame)+15)&^15)
	h.put(packet[:n.header], n.Order())
	copy(packet[n.header:], frame)
	m := n.Machine()
	addr, err := m.Alloc.Alloc(uint64(len(packet)), 16)
	if err != nil {
		return n.wrap("transmit with", err)
	}
	n.TX.Stage(addr, packet)
	err = send(n.buffers(addr, len(frame), virtio.Readable))
	return n.wrap("transmit with", errors.Join(err, m.Alloc.Free(addr)))
}

// send hands buffers to the device and waits until it has used them. With
// INDIRECT_DESC they are in a table.
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
