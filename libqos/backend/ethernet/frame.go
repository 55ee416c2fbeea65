package ethernet

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/bits"
	"slices"
)

// MAC is a 48-bit address (IEEE 802-2014, section 8.2 "Universal addresses").
type MAC [6]byte

// Broadcast returns the address of every station.
func Broadcast() MAC { return MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff} }

// String returns the address in the usual notation, which is also QEMU's.
func (m MAC) String() string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5])
}

// Multicast reports whether the address is a group address, as broadcast is.
func (m MAC) Multicast() bool { return m[0]&1 != 0 }

// CRC returns the CRC of the address as controllers have it for their filters of groups: that of the FCS, with the first bit
// highest, and without the inversion at its end (IEEE 802.3-2022, section 3.2.9 "Frame Check Sequence (FCS) field"). Many use its
// upper six bits.
func (m MAC) CRC() uint32 { return bits.Reverse32(^crc32.ChecksumIEEE(m[:])) }

// EtherType is the protocol of a frame's payload.
type EtherType uint16

// EtherTypes (IANA, "IEEE 802 Numbers").
const (
	IPv4         EtherType = 0x0800
	RARP         EtherType = 0x8035
	VLAN         EtherType = 0x8100 // IEEE 802.1Q customer VLAN tag
	Experimental EtherType = 0x88b5 // IEEE 802 local experimental EtherType 1
)

// Sizes in bytes, without frame check sequence.
const (
	HeaderSize = 14   // of an untagged frame
	MinSize    = 60   // of a frame on a wire; a virtual link may carry shorter ones
	MaxSize    = 1514 // of an untagged frame, except jumbo frames
)

// Frame is an Ethernet frame taken apart.
type Frame struct {
	Dst, Src MAC
	Type     EtherType
	Payload  []byte
}

// Bytes returns the frame in the format of the link, without padding.
func (f Frame) Bytes() []byte {
	b := slices.Concat(f.Dst[:], f.Src[:])
	b = binary.BigEndian.AppendUint16(b, uint16(f.Type))
	return append(b, f.Payload...)
}

// Tagged returns the frame with a tag of VLAN id, 0 to 4095, at priority 0
// (IEEE 802.1Q-2022, section 9.6 "VLAN Tag Control Information").
func (f Frame) Tagged(id uint16) Frame {
	inner := binary.BigEndian.AppendUint16(nil, id&0xfff)
	inner = binary.BigEndian.AppendUint16(inner, uint16(f.Type))
	f.Type, f.Payload = VLAN, append(inner, f.Payload...)
	return f
}

// Parse parses a frame. The payload is a part of b.
func Parse(b []byte) (Frame, error) {
	if len(b) < HeaderSize {
		return Frame{}, fmt.Errorf("ethernet: parse frame: got %d bytes, want a header of at least 14", len(b))
	}
	return Frame{
		Dst:     MAC(b[0:6]),
		Src:     MAC(b[6:12]),
		Type:    EtherType(binary.BigEndian.Uint16(b[12:14])),
		Payload: b[HeaderSize:],
	}, nil
}

// Pattern returns n bytes that depend on their position, so that lost, doubled
// or moved bytes show. Within the pattern and across seeds, the eight-byte words
// at multiples of eight all differ.
func Pattern(n int, seed byte) []byte {
	p := make([]byte, 0, n+8)
	for word := uint64(0); len(p) < n; word++ {
		// An odd multiplier makes the map from counter to word one to one.
		p = binary.LittleEndian.AppendUint64(p, (word<<8|uint64(seed))*0x9e3779b97f4a7c15)
	}
	return p[:n]
}
