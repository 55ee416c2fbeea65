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

// exchange is what the device reads, and what it is to write, in one chain.
type exchange struct {
	host  *Host
	queue *virtio.Queue
	addr  uint64 // of the memory that the buffers share
	head  uint16
	reply *virtio.Reply

	header uint32 // of what the device writes, in bytes
	size   uint32 // that the device has reported as written

	// overcounts says that the length of the used chain may count what the device read:
	// the chain is used, whatever its length (virtio 1.3, section 2.7.8.2 "Device
	// Requirements: The Virtqueue Used Ring").
	overcounts bool
}

// exchange hands the device request and out to read, and returns the room bytes that
// it wrote.
func (h *Host) exchange(ctx context.Context, q *virtio.Queue, request, out []byte, header, room int) ([]byte, error) {
	x, err := h.add(q, request, out, header, room)
	if err != nil {
		return nil, err
	}
	if err := q.Kick(ctx); err != nil {
		return nil, errors.Join(err, h.Machine().Alloc.Free(x.addr))
	}
	return x.wait(ctx)
}

// add adds a chain with request and out for the device to read, and room for header and
// room bytes that it writes. The first header bytes of these have a descriptor of their
// own, as does request. Legacy devices demand this framing (virtio 1.3, section 5.6.6.0.2
// "Legacy Interface: Framing Requirements").
func (h *Host) add(q *virtio.Queue, request, out []byte, header, room int) (*exchange, error) {
	readable := uint64(len(request) + len(out))
	addr, err := h.Machine().Alloc.Alloc(readable+uint64(header+room+guard), 16)
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
	q.Stage(addr, slices.Concat(request, out, bytes.Repeat([]byte{byte(notWritten)}, header+room+guard)))
	head, err := q.Add(buffers...)
	if err != nil {
		return nil, errors.Join(err, h.Machine().Alloc.Free(addr))
	}
	return &exchange{
		host: h, queue: q, addr: addr, head: head, reply: q.Expect(head, addr+readable, header+room+guard),
		header: uint32(header), overcounts: !h.Strict && len(buffers) > 2 && !buffers[1].Writable,
	}, nil
}

// wait waits until the device has used the chain, which must be the next one, and returns
// the bytes that it wrote.
func (x *exchange) wait(ctx context.Context) ([]byte, error) {
	err := x.used(ctx)
	if err == nil && !x.reply.Read {
		err = x.host.Machine().ReadMemory(ctx, x.reply.Addr, x.reply.Bytes)
	}
	if err := errors.Join(err, x.host.Machine().Alloc.Free(x.addr)); err != nil {
		return nil, err
	}
	written, behind := x.reply.Bytes[:len(x.reply.Bytes)-guard], x.reply.Bytes[len(x.reply.Bytes)-guard:]
	if !bytes.Equal(behind, bytes.Repeat([]byte{byte(notWritten)}, guard)) {
		return nil, fmt.Errorf("%w: it wrote % x behind %d bytes of room", virtio.ErrDevice, behind, len(written))
	}
	return written, nil
}

// guard is the number of bytes behind the room of a chain which the device must leave alone.
const guard = 4

func (x *exchange) used(ctx context.Context) error {
	used, err := x.queue.Wait(ctx)
	switch {
	case x.overcounts && errors.Is(err, virtio.ErrDevice):
		return nil
	case err == nil && used.Head != x.head:
		err = fmt.Errorf("%w: got used chain %d, want chain %d", virtio.ErrDevice, used.Head, x.head)
	case err == nil && used.Size < x.header:
		err = fmt.Errorf("%w: got %d bytes written, want at least the %d of the response", virtio.ErrDevice, used.Size, x.header)
	}
	x.size = used.Size
	return err
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
