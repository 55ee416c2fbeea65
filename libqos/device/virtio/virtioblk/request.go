package virtioblk

import (
	"encoding/binary"
	"fmt"
)

// SectorSize is the size of a sector, the unit of requests, in bytes.
const SectorSize = 512

// IDSize is the size, in bytes, of the data of GET_ID: text, padded with zeros.
const IDSize = 20

// RequestType is the type field of a request (virtio 1.3, section 5.2.6 "Device
// Operation").
type RequestType uint32

// Types of request.
const (
	In          RequestType = 0  // VIRTIO_BLK_T_IN: read
	Out         RequestType = 1  // VIRTIO_BLK_T_OUT: write
	Flush       RequestType = 4  // VIRTIO_BLK_T_FLUSH
	GetID       RequestType = 8  // VIRTIO_BLK_T_GET_ID
	GetLifetime RequestType = 10 // VIRTIO_BLK_T_GET_LIFETIME
	Discard     RequestType = 11 // VIRTIO_BLK_T_DISCARD
	WriteZeroes RequestType = 13 // VIRTIO_BLK_T_WRITE_ZEROES
	SecureErase RequestType = 14 // VIRTIO_BLK_T_SECURE_ERASE
)

// String returns the specification's name of the type.
func (t RequestType) String() string {
	switch t {
	case In:
		return "IN"
	case Out:
		return "OUT"
	case Flush:
		return "FLUSH"
	case GetID:
		return "GET_ID"
	case GetLifetime:
		return "GET_LIFETIME"
	case Discard:
		return "DISCARD"
	case WriteZeroes:
		return "WRITE_ZEROES"
	case SecureErase:
		return "SECURE_ERASE"
	}
	return fmt.Sprintf("request of type %d", uint32(t))
}

// Status is the result of a request, its last byte.
type Status uint8

// The statuses.
const (
	OK          Status = 0    // VIRTIO_BLK_S_OK
	IOError     Status = 1    // VIRTIO_BLK_S_IOERR: device or driver error
	Unsupported Status = 2    // VIRTIO_BLK_S_UNSUPP
	NotWritten  Status = 0xff // the driver's initial value
)

// String returns the specification's name of the status.
func (s Status) String() string {
	switch s {
	case OK:
		return "OK"
	case IOError:
		return "IOERR"
	case Unsupported:
		return "UNSUPP"
	case NotWritten:
		return "not written"
	}
	return fmt.Sprintf("status %#02x", uint8(s))
}

// Layout selects how the parts of a request are spread over descriptors (virtio
// 1.3, section 2.7.4 "Message Framing").
type Layout uint8

// The layouts. Every device takes the first two; [Joined] needs VERSION_1 or
// ANY_LAYOUT.
const (
	Separate  Layout = iota // one descriptor each for header, data and status
	Scattered               // as Separate, but one descriptor for each sector of the data
	Joined                  // one descriptor for header and data to write, one for data to read and status
)

// Request is a request to the device.
type Request struct {
	Type   RequestType
	Sector uint64
	Data   []byte // that the device reads
	Room   int    // bytes that the device may write, without the status

	Layout   Layout
	Indirect bool // the descriptors are in a table of their own; needs INDIRECT_DESC
}

// String returns the request's type and first sector, for errors.
func (r Request) String() string { return fmt.Sprintf("%v at sector %d", r.Type, r.Sector) }

// Read returns the request for n sectors.
func Read(sector uint64, n int) Request {
	return Request{Type: In, Sector: sector, Room: n * SectorSize}
}

// Write returns the request to write data, of whole sectors.
func Write(sector uint64, data []byte) Request {
	return Request{Type: Out, Sector: sector, Data: data}
}

// Segment is a range of sectors to discard or to fill with zeros (struct
// virtio_blk_discard_write_zeroes).
type Segment struct {
	Sector  uint64
	Sectors uint32
	Flags   SegmentFlags
}

// SegmentFlags is the flags field of a [Segment].
type SegmentFlags uint32

// Unmap, of WRITE_ZEROES only, allows the device to deallocate the sectors.
const Unmap SegmentFlags = 1 << 0

// Ranges returns a request of type [Discard] or [WriteZeroes]. Its data is in the
// byte order of the device.
func Ranges(t RequestType, order binary.ByteOrder, segments ...Segment) Request {
	const size = 16
	data := make([]byte, size*len(segments))
	for i, s := range segments {
		order.PutUint64(data[size*i:], s.Sector)
		order.PutUint32(data[size*i+8:], s.Sectors)
		order.PutUint32(data[size*i+12:], uint32(s.Flags))
	}
	return Request{Type: t, Data: data}
}

// Response is the outcome of a request.
type Response struct {
	Status  Status
	Data    []byte // read from the device: as many bytes as it had room for
	Written uint32 // bytes that the device reports as written, with the status
}
