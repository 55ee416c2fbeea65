package virtiortc

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Message is the type of a request ("Control Requests" and "Read Requests").
type Message uint16

// The types.
const (
	Read                Message = 0x0001 // VIRTIO_RTC_REQ_READ
	ReadCross           Message = 0x0002 // VIRTIO_RTC_REQ_READ_CROSS
	Configuration       Message = 0x1000 // VIRTIO_RTC_REQ_CFG
	ClockCapabilities   Message = 0x1001 // VIRTIO_RTC_REQ_CLOCK_CAP
	CounterCapabilities Message = 0x1002 // VIRTIO_RTC_REQ_CROSS_CAP
)

// Status is the result of a request ("Device Operation").
type Status uint8

// The statuses.
const (
	OK           Status = 0 // VIRTIO_RTC_S_OK
	NotSupported Status = 2 // VIRTIO_RTC_S_EOPNOTSUPP
	NoClock      Status = 3 // VIRTIO_RTC_S_ENODEV
	Invalid      Status = 4 // VIRTIO_RTC_S_EINVAL
	IOError      Status = 5 // VIRTIO_RTC_S_EIO
)

// String returns the specification's name of the status.
func (s Status) String() string {
	switch s {
	case OK:
		return "OK"
	case NotSupported:
		return "EOPNOTSUPP"
	case NoClock:
		return "ENODEV"
	case Invalid:
		return "EINVAL"
	case IOError:
		return "EIO"
	}
	return fmt.Sprintf("status %#x", uint8(s))
}

// ClockType is the kind of time of a clock ("Clock Types").
type ClockType uint8

// The types.
const (
	UTC               ClockType = 0 // VIRTIO_RTC_CLOCK_UTC
	TAI               ClockType = 1 // VIRTIO_RTC_CLOCK_TAI
	Monotonic         ClockType = 2 // VIRTIO_RTC_CLOCK_MONOTONIC
	UTCSmeared        ClockType = 3 // VIRTIO_RTC_CLOCK_UTC_SMEARED
	UTCPerhapsSmeared ClockType = 4 // VIRTIO_RTC_CLOCK_UTC_MAYBE_SMEARED
)

// Sizes of requests and responses, in bytes: with their header, and the fields of each type
// behind it.
const (
	HeaderSize = 8
	FieldsSize = 8  // of all requests but [Configuration], and of all responses but that of [ReadCross]
	CrossSize  = 16 // of the response to [ReadCross]
)

// Request returns a request of a type for a clock, as laid out in memory. The counter is
// that of [ReadCross] and [CounterCapabilities].
func Request(m Message, clock uint16, counter uint8) []byte {
	p := make([]byte, HeaderSize, HeaderSize+FieldsSize)
	binary.LittleEndian.PutUint16(p, uint16(m))
	if m == Configuration {
		return p
	}
	return append(binary.LittleEndian.AppendUint16(p, clock), counter, 0, 0, 0, 0, 0)
}

// Do hands the device a request and returns its status, the room bytes of fields behind
// the header of the response, and the number of bytes that the device reports as written.
// The error wraps [virtio.ErrDevice] if the header has reserved bytes that are not 0, or if
// the device has written more than it reports.
func Do(ctx context.Context, q *virtio.Queue, request []byte, room int) (Status, []byte, uint32, error) {
	reply, written, err := q.Exchange(ctx, request, HeaderSize+room)
	if err != nil {
		return 0, nil, 0, fmt.Errorf("virtiortc: request %x: %w", request, err)
	}
	if reserved := reply[1:HeaderSize]; !bytes.Equal(reserved, make([]byte, len(reserved))) {
		return 0, nil, 0, fmt.Errorf("virtiortc: request %x: %w: got reserved bytes %x, want zeros", request, virtio.ErrDevice, reserved)
	}
	if rest := reply[written:]; !bytes.Equal(rest, bytes.Repeat([]byte{virtio.Unwritten}, len(rest))) {
		return 0, nil, 0, fmt.Errorf("virtiortc: request %x: %w: got %x behind the %d bytes of the response, want nothing", request, virtio.ErrDevice, rest, written)
	}
	return Status(reply[0]), reply[HeaderSize:], written, nil
}
