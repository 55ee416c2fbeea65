package nicsuite

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
)

// Packet is a TCP segment or a UDP datagram, in an IPv4 (RFC 791) or IPv6 (RFC
// 8200) packet without options, in an untagged Ethernet frame.
type Packet struct {
	Dst, Src ethernet.MAC
	From, To netip.AddrPort // both IPv4 or both IPv6
	UDP      bool           // not TCP
	Payload  []byte

	ID    uint16 // IPv4 identification
	Seq   uint32 // TCP sequence number
	Flags uint8  // TCP flags
}

// TCP flags (RFC 9293, section 3.1 "Header Format").
const (
	FIN uint8 = 1 << 0
	PSH uint8 = 1 << 3
	ACK uint8 = 1 << 4
)

// EtherTypes and protocol numbers (IANA).
const (
	etherTypeIPv6 ethernet.EtherType = 0x86dd
	protocolTCP   byte               = 6
	protocolUDP   byte               = 17
)

func (p Packet) ipv6() bool { return p.From.Addr().Is6() }

func (p Packet) protocol() byte {
	if p.UDP {
		return protocolUDP
	}
	return protocolTCP
}

// ipSize is the size of the IP header.
func (p Packet) ipSize() int {
	if p.ipv6() {
		return 40
	}
	return 20
}

// l4Size is the size of the TCP or UDP header.
func (p Packet) l4Size() int {
	if p.UDP {
		return 8
	}
	return 20
}

// Offload returns the sizes of the packet's headers, without any request.
func (p Packet) Offload() intelnic.Offload {
	return intelnic.Offload{
		L2Size: ethernet.HeaderSize, IPSize: p.ipSize(), L4Size: p.l4Size(),
		IPv6: p.ipv6(), UDP: p.UDP,
	}
}

// Bytes returns the frame with all checksums.
func (p Packet) Bytes() []byte {
	l4 := p.l4(0)
	l4 = p.l4(p.finish(checksum(p.pseudo(len(l4)), l4)))
	return p.frame(p.ip(len(l4), true), l4)
}

// Unsummed returns the frame for a controller that inserts the checksums: without
// an IPv4 header checksum, and with the sum of the pseudo-header in place of the
// TCP or UDP checksum.
func (p Packet) Unsummed() []byte {
	l4 := p.l4(0)
	l4 = p.l4(^checksum(p.pseudo(len(l4))))
	return p.frame(p.ip(len(l4), false), l4)
}

// Unsegmented is [Packet.Unsummed] for a controller that segments. It leaves out
// the lengths of IP and, in the pseudo-header, of TCP.
func (p Packet) Unsegmented() []byte {
	l4 := p.l4(^checksum(p.pseudo(0)))
	return p.frame(p.ip(-p.ipSize(), false), l4)
}

// Segments returns the packets into which a controller cuts the packet, each with
// mss bytes of payload, the last one with the rest. Identification and sequence
// number count up (82574 datasheet, section 7.3 "TCP Segmentation").
func (p Packet) Segments(mss int) []Packet {
	var segments []Packet
	for payload := range slices.Chunk(p.Payload, mss) {
		s := p
		s.Payload = payload
		s.ID += uint16(len(segments))
		s.Seq += uint32(len(segments) * mss)
		segments = append(segments, s)
	}
	return segments
}

// Hashed returns the input of the RSS hash: the addresses and, if wanted, the
// ports.
func (p Packet) Hashed(ports bool) []byte {
	b := slices.Concat(p.From.Addr().AsSlice(), p.To.Addr().AsSlice())
	if ports {
		b = binary.BigEndian.AppendUint16(b, p.From.Port())
		b = binary.BigEndian.AppendUint16(b, p.To.Port())
	}
	return b
}

func (p Packet) frame(ip, l4 []byte) []byte {
	t := ethernet.IPv4
	if p.ipv6() {
		t = etherTypeIPv6
	}
	return ethernet.Frame{Dst: p.Dst, Src: p.Src, Type: t, Payload: slices.Concat(ip, l4)}.Bytes()
}

// ip returns the IP header in front of size bytes.
func (p Packet) ip(size int, sum bool) []byte {
	if p.ipv6() {
		if size < 0 {
			size = 0
		}
		b := binary.BigEndian.AppendUint32(nil, 6<<28)
		b = binary.BigEndian.AppendUint16(b, uint16(size))
		b = append(b, p.protocol(), 64)
		return slices.Concat(b, p.From.Addr().AsSlice(), p.To.Addr().AsSlice())
	}
	b := []byte{0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(20+size))
	b = binary.BigEndian.AppendUint16(b, p.ID)
	b = append(b, 0, 0, 64, p.protocol(), 0, 0)
	b = slices.Concat(b, p.From.Addr().AsSlice(), p.To.Addr().AsSlice())
	if sum {
		binary.BigEndian.PutUint16(b[10:], checksum(b))
	}
	return b
}

// l4 returns the TCP or UDP header with the checksum sum, and the payload.
func (p Packet) l4(sum uint16) []byte {
	b := binary.BigEndian.AppendUint16(nil, p.From.Port())
	b = binary.BigEndian.AppendUint16(b, p.To.Port())
	if p.UDP {
		b = binary.BigEndian.AppendUint16(b, uint16(8+len(p.Payload)))
		b = binary.BigEndian.AppendUint16(b, sum)
		return append(b, p.Payload...)
	}
	b = binary.BigEndian.AppendUint32(b, p.Seq)
	b = binary.BigEndian.AppendUint32(b, 0x01020304) // acknowledgement
	b = append(b, 5<<4, p.Flags)
	b = binary.BigEndian.AppendUint16(b, 0x2000) // window
	b = binary.BigEndian.AppendUint16(b, sum)
	b = append(b, 0, 0)
	return append(b, p.Payload...)
}

// pseudo returns the pseudo-header (RFC 9293, section 3.1 "Header Format"; RFC
// 8200, section 8.1 "Upper-Layer Checksums"). Both have the same sum.
func (p Packet) pseudo(size int) []byte {
	b := slices.Concat(p.From.Addr().AsSlice(), p.To.Addr().AsSlice())
	b = binary.BigEndian.AppendUint32(b, uint32(size))
	return append(b, 0, 0, 0, p.protocol())
}

// finish replaces a UDP checksum of zero by all ones (RFC 768).
func (p Packet) finish(sum uint16) uint16 {
	if p.UDP && sum == 0 {
		return 0xffff
	}
	return sum
}

// checksum returns the Internet checksum of the blocks (RFC 1071); all but the
// last have even sizes.
func checksum(blocks ...[]byte) uint16 {
	var sum uint32
	for _, b := range blocks {
		for ; len(b) >= 2; b = b[2:] {
			sum += uint32(binary.BigEndian.Uint16(b))
		}
		if len(b) == 1 {
			sum += uint32(b[0]) << 8
		}
		for sum>>16 != 0 {
			sum = sum&0xffff + sum>>16
		}
	}
	return ^uint16(sum)
}
