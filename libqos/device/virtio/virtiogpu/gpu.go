package virtiogpu

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// GPU is a GPU with a driver that has started it.
type GPU struct {
	*virtio.Device
	Control *virtio.Queue
	Cursor  *virtio.Queue
}

// Open opens the device and starts it, with EDID if the device offers that.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) (*GPU, error) {
	dev, queues, err := hw.StartSmall(ctx, t, virtio.FeaturesOf(FeatureEDID), 16, ControlQueue, CursorQueue)
	if err != nil {
		return nil, err
	}
	return &GPU{Device: dev, Control: queues[0], Cursor: queues[1]}, nil
}

// HeaderSize is the size of the header of requests and responses, in bytes.
const HeaderSize = 24

// Fence is VIRTIO_GPU_FLAG_FENCE: the response comes when the command is complete, and has
// the same flag and number.
const Fence = 1 << 0

// Header is struct virtio_gpu_ctrl_hdr, without the fields of contexts.
type Header struct {
	Type  uint32 // a [Command], or a [Response]
	Flags uint32
	Fence uint64
}

// Bytes returns the header as laid out in memory.
func (h Header) Bytes() []byte {
	p := binary.LittleEndian.AppendUint64(words(nil, h.Type, h.Flags), h.Fence)
	return words(p, 0, 0)
}

// Do hands the device a command of the control queue with its fields, and returns its
// response and the room bytes of fields after that. The error wraps [virtio.ErrDevice] if the
// response has flags or a fence, which the command has not.
func (g *GPU) Do(ctx context.Context, c Command, fields []byte, room int) (Response, []byte, error) {
	h, p, err := g.Send(ctx, g.Control, Header{Type: uint32(c)}, fields, room)
	if err == nil && (h.Flags != 0 || h.Fence != 0) {
		err = fmt.Errorf("virtiogpu: command %#x: %w: got flags %#x and fence %#x, want 0", uint32(c), virtio.ErrDevice, h.Flags, h.Fence)
	}
	return Response(h.Type), p, err
}

// Send hands a queue a command with its header and fields, and returns the header of the
// response and the room bytes of fields after that. The error wraps [virtio.ErrDevice] if the
// response is for a context, or if the device has written more than it reports. A device that
// reports nothing has written no header: it is then [virtio.Unwritten].
func (g *GPU) Send(ctx context.Context, q *virtio.Queue, h Header, fields []byte, room int) (Header, []byte, error) {
	reply, written, err := q.Exchange(ctx, append(h.Bytes(), fields...), HeaderSize+room)
	if err != nil {
		return Header{}, nil, fmt.Errorf("virtiogpu: command %#x: %w", h.Type, err)
	}
	if rest := reply[written:]; !bytes.Equal(rest, bytes.Repeat([]byte{virtio.Unwritten}, len(rest))) {
		return Header{}, nil, fmt.Errorf("virtiogpu: command %#x: %w: got %x behind the %d bytes of the response, want nothing", h.Type, virtio.ErrDevice, rest, written)
	}
	le := binary.LittleEndian
	if context := le.Uint64(reply[16:]); written >= HeaderSize && context != 0 {
		return Header{}, nil, fmt.Errorf("virtiogpu: command %#x: %w: got context and padding %#x, want 0", h.Type, virtio.ErrDevice, context)
	}
	return Header{le.Uint32(reply), le.Uint32(reply[4:]), le.Uint64(reply[8:])}, reply[HeaderSize:], nil
}

// Scanouts is the number of entries of a display info.
const Scanouts = 16

// displaySize is the size of an entry, in bytes.
const displaySize = 24

// Display is struct virtio_gpu_display_one.
type Display struct {
	Rectangle
	Enabled uint32 // 0 or 1
	Flags   uint32
}

// Displays returns the preferred setting of each scanout.
func (g *GPU) Displays(ctx context.Context) ([]Display, Response, error) {
	r, p, err := g.Do(ctx, GetDisplayInfo, nil, displaySize*Scanouts)
	if err != nil || r != OKDisplayInfo {
		return nil, r, err
	}
	var displays []Display
	le := binary.LittleEndian
	for i := range Scanouts {
		d := p[displaySize*i:]
		displays = append(displays, Display{Rectangle{le.Uint32(d), le.Uint32(d[4:]), le.Uint32(d[8:]), le.Uint32(d[12:])}, le.Uint32(d[16:]), le.Uint32(d[20:])})
	}
	return displays, r, nil
}

// EDID returns the EDID of a scanout.
func (g *GPU) EDID(ctx context.Context, scanout uint32) ([]byte, Response, error) {
	const room = 1024
	r, p, err := g.Do(ctx, GetEDID, One(scanout), 8+room)
	if err != nil || r != OKEDID {
		return nil, r, err
	}
	size := binary.LittleEndian.Uint32(p)
	if size > room {
		return nil, r, fmt.Errorf("virtiogpu: %w: EDID of %d bytes, want at most %d", virtio.ErrDevice, size, room)
	}
	if padding, rest := p[4:8], p[8+size:]; !bytes.Equal(padding, make([]byte, len(padding))) || !bytes.Equal(rest, make([]byte, len(rest))) {
		return nil, r, fmt.Errorf("virtiogpu: %w: got padding %x and %x behind an EDID of %d bytes, want zeros", virtio.ErrDevice, padding, rest, size)
	}
	return p[8:][:size], r, nil
}
