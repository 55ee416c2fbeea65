package virtiosound

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Sound is a sound device with a driver that has started it.
type Sound struct {
	*virtio.Device
	Control  *virtio.Queue
	Events   *virtio.Queue
	Transmit *virtio.Queue
	Receive  *virtio.Queue
}

// Open opens the device and starts it.
func Open(ctx context.Context, hw *virtio.Hardware, t virtio.Transport) (*Sound, error) {
	dev, queues, err := hw.StartSmall(ctx, t, virtio.Features{}, 16, ControlQueue, EventQueue, TransmitQueue, ReceiveQueue)
	if err != nil {
		return nil, err
	}
	return &Sound{dev, queues[0], queues[1], queues[2], queues[3]}, nil
}

// Code is the type of a request (virtio 1.3, section 5.14.6 "Device Operation").
type Code uint32

// Types of request.
const (
	JackInfo       Code = 0x0001 // VIRTIO_SND_R_JACK_INFO
	JackRemap      Code = 0x0002 // VIRTIO_SND_R_JACK_REMAP
	StreamInfo     Code = 0x0100 // VIRTIO_SND_R_PCM_INFO
	SetParams      Code = 0x0101 // VIRTIO_SND_R_PCM_SET_PARAMS
	Prepare        Code = 0x0102 // VIRTIO_SND_R_PCM_PREPARE
	Release        Code = 0x0103 // VIRTIO_SND_R_PCM_RELEASE
	Start          Code = 0x0104 // VIRTIO_SND_R_PCM_START
	Stop           Code = 0x0105 // VIRTIO_SND_R_PCM_STOP
	ChannelMapInfo Code = 0x0200 // VIRTIO_SND_R_CHMAP_INFO
)

// Status is the result of a request.
type Status uint32

// The statuses.
const (
	OK           Status = 0x8000 // VIRTIO_SND_S_OK
	BadMessage   Status = 0x8001 // VIRTIO_SND_S_BAD_MSG
	NotSupported Status = 0x8002 // VIRTIO_SND_S_NOT_SUPP
	IOError      Status = 0x8003 // VIRTIO_SND_S_IO_ERR
)

// String returns the specification's name of the status.
func (s Status) String() string {
	names := [...]string{"OK", "BAD_MSG", "NOT_SUPP", "IO_ERR"}
	if s >= OK && int(s-OK) < len(names) {
		return names[s-OK]
	}
	return fmt.Sprintf("status %#x", uint32(s))
}

// Do hands the device a request with its fields, and returns the status and the room bytes
// of fields behind that. The error wraps [virtio.ErrDevice] if the device has not written all of
// that and a status, or a status alone.
func (s *Sound) Do(ctx context.Context, c Code, fields []byte, room int) (Status, []byte, error) {
	const header = 4
	request := append(binary.LittleEndian.AppendUint32(nil, uint32(c)), fields...)
	reply, written, err := s.Control.Exchange(ctx, request, header+room)
	if err != nil {
		return 0, nil, fmt.Errorf("virtiosound: request %#x: %w", uint32(c), err)
	}
	rest := reply[min(int(written), len(reply)):]
	if written != header && int(written) != header+room || !bytes.Equal(rest, bytes.Repeat([]byte{virtio.Unwritten}, len(rest))) {
		return 0, nil, fmt.Errorf("virtiosound: request %#x: %w: got %d bytes written, and %x behind them", uint32(c), virtio.ErrDevice, written, rest)
	}
	return Status(binary.LittleEndian.Uint32(reply)), reply[header:], nil
}

// words returns le32 fields.
func words(values ...uint32) []byte {
	var p []byte
	for _, v := range values {
		p = binary.LittleEndian.AppendUint32(p, v)
	}
	return p
}

// Query returns the fields of [JackInfo], [StreamInfo] and [ChannelMapInfo]: count items
// from start on, of size bytes each.
func Query(start, count, size uint32) []byte { return words(start, count, size) }

// Of returns the fields of a request for a stream: [Prepare], [Start], [Stop], [Release].
func Of(stream uint32) []byte { return words(stream) }

// Direction is the way of a stream's frames.
type Direction uint8

// The directions.
const (
	Output Direction = 0 // VIRTIO_SND_D_OUTPUT
	Input  Direction = 1 // VIRTIO_SND_D_INPUT
)

// Numbers of a format and a rate (virtio 1.3, section 5.14.6.6.2 "VIRTIO_SND_R_PCM_INFO").
const (
	FormatS16  = 5
	Formats    = 25 // of the specification
	Rate48000  = 7
	Rates      = 14 // of the specification
	streamSize = 32
)

// Stream is struct virtio_snd_pcm_info.
type Stream struct {
	Node      uint32 // hda_fn_nid
	Features  uint32
	Formats   uint64
	Rates     uint64
	Direction Direction
	Min, Max  uint8 // channels
	Padding   [5]byte
}

// Streams asks for count streams from start on.
func (s *Sound) Streams(ctx context.Context, start, count uint32) (Status, []Stream, error) {
	status, p, err := s.Do(ctx, StreamInfo, Query(start, count, streamSize), streamSize*int(count))
	if err != nil || status != OK {
		return status, nil, err
	}
	var streams []Stream
	le := binary.LittleEndian
	for i := range int(count) {
		d := p[streamSize*i:][:streamSize]
		streams = append(streams, Stream{
			Node: le.Uint32(d), Features: le.Uint32(d[4:]), Formats: le.Uint64(d[8:]), Rates: le.Uint64(d[16:]),
			Direction: Direction(d[24]), Min: d[25], Max: d[26], Padding: [5]byte(d[27:]),
		})
	}
	return status, streams, nil
}

// Params are the parameters of a stream.
type Params struct {
	Stream         uint32
	Buffer, Period uint32 // in bytes
	Features       uint32
	Channels       uint8
	Format, Rate   uint8
}

// Fields returns the fields of [SetParams].
func (p Params) Fields() []byte {
	return append(words(p.Stream, p.Buffer, p.Period, p.Features), p.Channels, p.Format, p.Rate, 0)
}
