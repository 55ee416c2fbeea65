package virtiomem

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Device is a memory device with a driver that has started it.
type Device struct {
	*virtio.Device
	Requests *virtio.Queue
}

// Open opens the device and starts it, with all features that it offers.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) (*Device, error) {
	features := virtio.FeaturesOf(FeatureACPIPXM, FeatureUnpluggedInaccessible)
	dev, queues, err := hw.StartSmall(ctx, t, features, 16, RequestQueue)
	if err != nil {
		return nil, err
	}
	return &Device{dev, queues[0]}, nil
}

// RequestType is the type of a request (virtio 1.3, section 5.15.6 "Device Operation").
type RequestType uint16

// Types of request.
const (
	Plug      RequestType = 0 // VIRTIO_MEM_REQ_PLUG
	Unplug    RequestType = 1 // VIRTIO_MEM_REQ_UNPLUG
	UnplugAll RequestType = 2 // VIRTIO_MEM_REQ_UNPLUG_ALL
	GetState  RequestType = 3 // VIRTIO_MEM_REQ_STATE
)

// Response is the type of a response.
type Response uint16

// Types of response.
const (
	Acknowledged Response = 0 // VIRTIO_MEM_RESP_ACK
	Refused      Response = 1 // VIRTIO_MEM_RESP_NACK
	Busy         Response = 2 // VIRTIO_MEM_RESP_BUSY
	Failed       Response = 3 // VIRTIO_MEM_RESP_ERROR
)

// String returns the specification's name of the response.
func (r Response) String() string {
	names := [...]string{"ACK", "NACK", "BUSY", "ERROR"}
	if int(r) < len(names) {
		return names[r]
	}
	return fmt.Sprintf("response %#x", uint16(r))
}

// State says which of the blocks that a request covers are plugged.
type State uint16

// The states.
const (
	Plugged   State = 0 // VIRTIO_MEM_STATE_PLUGGED: all
	Unplugged State = 1 // VIRTIO_MEM_STATE_UNPLUGGED: none
	Mixed     State = 2 // VIRTIO_MEM_STATE_MIXED: some
)

// Sizes, in bytes. The response ends after the state.
const (
	requestSize  = 24
	responseSize = 10
)

// Request covers a number of blocks from an address on.
type Request struct {
	Type    RequestType
	Addr    uint64
	Blocks  uint16
	Padding byte // each byte of the padding, which the device ignores
}

// bytes returns the request as laid out in memory.
func (r Request) bytes() []byte {
	p := bytes.Repeat([]byte{r.Padding}, requestSize)
	binary.LittleEndian.PutUint16(p, uint16(r.Type))
	binary.LittleEndian.PutUint64(p[8:], r.Addr)
	binary.LittleEndian.PutUint16(p[16:], r.Blocks)
	return p
}

// Do hands the device a request. The state is that of [GetState]. The error wraps
// [virtio.ErrDevice] if the device does not report the whole response as written, or if its
// padding is not 0.
func (d *Device) Do(ctx context.Context, r Request) (Response, State, error) {
	reply, written, err := d.Requests.Exchange(ctx, r.bytes(), responseSize)
	if err != nil {
		return 0, 0, fmt.Errorf("virtiomem: request %+v: %w", r, err)
	}
	padding := reply[2:8]
	if written != responseSize || !bytes.Equal(padding, make([]byte, len(padding))) {
		return 0, 0, fmt.Errorf("virtiomem: request %+v: %w: got %d bytes and padding %x, want %d and zeros", r, virtio.ErrDevice, written, padding, responseSize)
	}
	le := binary.LittleEndian
	return Response(le.Uint16(reply)), State(le.Uint16(reply[8:])), nil
}
