package virtionet

import (
	"encoding/binary"
	"fmt"
)

// Header precedes each frame in a queue: struct virtio_net_hdr (virtio 1.3,
// section 5.1.6 "Device Operation").
type Header struct {
	Flags         HeaderFlags
	Segmentation  Segmentation // gso_type
	HeaderLength  uint16       // hdr_len, in bytes
	SegmentSize   uint16       // gso_size, in bytes
	ChecksumStart uint16       // csum_start, in bytes from the start of the frame
	ChecksumField uint16       // csum_offset, in bytes from ChecksumStart
	Buffers       uint16       // num_buffers; absent from the short header
}

// HeaderFlags is the flags field of a header.
type HeaderFlags uint8

// Flags of a header.
//
//qgraph:bits
const (
	NeedsChecksum HeaderFlags = 1 << 0 // "NEEDS_CSUM": VIRTIO_NET_HDR_F_NEEDS_CSUM
	DataValid     HeaderFlags = 1 << 1 // VIRTIO_NET_HDR_F_DATA_VALID
	RSCInfo       HeaderFlags = 1 << 2 // VIRTIO_NET_HDR_F_RSC_INFO
)

// Segmentation is the gso_type field of a header.
type Segmentation uint8

// Kinds of segmentation.
const (
	NoSegmentation Segmentation = 0 // VIRTIO_NET_HDR_GSO_NONE
	TCPv4          Segmentation = 1 // VIRTIO_NET_HDR_GSO_TCPV4
	UDP            Segmentation = 3 // VIRTIO_NET_HDR_GSO_UDP
	TCPv6          Segmentation = 4 // VIRTIO_NET_HDR_GSO_TCPV6
	UDPL4          Segmentation = 5 // VIRTIO_NET_HDR_GSO_UDP_L4
)

// Sizes of a header in bytes. VERSION_1 or MRG_RXBUF select the long one.
const (
	shortHeader = 10
	longHeader  = 12
)

// put writes the header, of len(b) bytes, as laid out in memory.
func (h Header) put(b []byte, order binary.ByteOrder) {
	b[0], b[1] = byte(h.Flags), byte(h.Segmentation)
	order.PutUint16(b[2:], h.HeaderLength)
	order.PutUint16(b[4:], h.SegmentSize)
	order.PutUint16(b[6:], h.ChecksumStart)
	order.PutUint16(b[8:], h.ChecksumField)
	if len(b) >= longHeader {
		order.PutUint16(b[10:], h.Buffers)
	}
}

// parseHeader reads a header of size bytes from the start of b.
func parseHeader(b []byte, size int, order binary.ByteOrder) (Header, error) {
	if len(b) < size {
		return Header{}, fmt.Errorf("got %d bytes, want a header of %d", len(b), size)
	}
	h := Header{
		Flags: HeaderFlags(b[0]), Segmentation: Segmentation(b[1]),
		HeaderLength: order.Uint16(b[2:]), SegmentSize: order.Uint16(b[4:]),
		ChecksumStart: order.Uint16(b[6:]), ChecksumField: order.Uint16(b[8:]),
	}
	if size >= longHeader {
		h.Buffers = order.Uint16(b[10:])
	}
	return h, nil
}
