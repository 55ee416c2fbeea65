package virtioscsi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Host is a SCSI host with a driver that has started it.
type Host struct {
	*virtio.Device
	Control  *virtio.Queue
	Events   *virtio.Queue
	Requests *virtio.Queue

	// Strict makes a used chain an error whose length counts the bytes that the device
	// read. Otherwise only the length of other requests is checked.
	Strict bool

	posted map[uint16]uint64 // addresses of event buffers that the device owns, by head
}

// Open opens the device, negotiates the understood features that it offers, and
// starts it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport, understood virtio.Features) (*Host, error) {
	dev, queues, err := hw.Start(ctx, t, understood, ControlQueue, EventQueue, RequestQueue)
	if err != nil {
		return nil, err
	}
	return &Host{
		Device: dev, Control: queues[0], Events: queues[1], Requests: queues[2],
		posted: map[uint16]uint64{},
	}, nil
}

// Close resets the device and frees the memory of the event buffers.
func (h *Host) Close(ctx context.Context) error {
	errs := []error{h.Device.Close(ctx)}
	for _, addr := range h.posted {
		errs = append(errs, h.Machine().Alloc.Free(addr))
	}
	clear(h.posted)
	return errors.Join(errs...)
}

// exchange hands the device request and out to read, and returns the room bytes that
// it wrote. The first header bytes of these have a descriptor of their own, as does
// request. Legacy devices demand this framing (virtio 1.3, section 5.6.6.0.2 "Legacy
// Interface: Framing Requirements").
func (h *Host) exchange(ctx context.Context, q *virtio.Queue, request, out []byte, header, room int) ([]byte, error) {
	m := h.Machine()
	readable := uint64(len(request) + len(out))
	addr, err := m.Alloc.Alloc(readable+uint64(header+room), 16)
	if err != nil {
		return nil, err
	}
	buffers := []virtio.Buffer{virtio.Readable(addr, uint32(len(request)))}
	if len(out) > 0 {
		buffers = append(buffers, virtio.Readable(addr+uint64(len(request)), uint32(len(out))))
	}
	buffers = append(buffers, virtio.Writable(addr+readable, uint32(header)))
	if room > 0 {
		buffers = append(buffers, virtio.Writable(addr+readable+uint64(header), uint32(room)))
	}
	image := slices.Concat(request, out, bytes.Repeat([]byte{byte(notWritten)}, header+room))
	q.Stage(addr, image)
	written, err := h.transact(ctx, q, addr+readable, header+room, buffers)
	if err := errors.Join(err, m.Alloc.Free(addr)); err != nil {
		return nil, err
	}
	return written, nil
}

// transact waits until the device has used the buffers, and returns the size bytes at
// addr.
func (h *Host) transact(ctx context.Context, q *virtio.Queue, addr uint64, size int, buffers []virtio.Buffer) ([]byte, error) {
	head, err := q.Add(buffers...)
	if err != nil {
		return nil, err
	}
	reply := q.Expect(head, addr, size)
	// The chain is used, whatever its length (virtio 1.3, section 2.7.8.2 "Device
	// Requirements: The Virtqueue Used Ring").
	overcounts := !h.Strict && len(buffers) > 2 && !buffers[1].Writable
	if _, err := q.Finish(ctx, head); err != nil && !(overcounts && errors.Is(err, virtio.ErrDevice)) {
		return nil, err
	}
	if reply.Read {
		return reply.Bytes, nil
	}
	return reply.Bytes, h.Machine().ReadMemory(ctx, addr, reply.Bytes)
}

// LUN is a logical unit's address (virtio 1.3, section 5.6.6.1 "Device Operation:
// Request Queues").
type LUN [8]byte

// LUNOf returns the address of a target's logical unit, by flat space addressing.
// Logical units are numbered from 0 to 16383.
func LUNOf(target uint8, lun uint16) LUN {
	return LUN{1, target, 0x40 | byte(lun>>8), byte(lun)}
}

// normal converts an address from peripheral device addressing, which units up to 255
// may have, to flat space addressing (SAM-5, section 4.7 "Logical unit numbers").
func (l LUN) normal() LUN {
	if l[0] == 1 && l[2] == 0 {
		l[2] = 0x40
	}
	return l
}

// String returns target and logical unit.
func (l LUN) String() string {
	return fmt.Sprintf("target %d, logical unit %d", l[1], uint16(l[2]&0x3f)<<8|uint16(l[3]))
}
