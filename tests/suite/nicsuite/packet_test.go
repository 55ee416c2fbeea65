package nicsuite

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Header and checksum of a widely used example: 0xb861.
func TestChecksum(t *testing.T) {
	header, err := hex.DecodeString("450000730000400040110000c0a80001c0a800c7")
	if err != nil {
		t.Fatal(err)
	}
	if got := checksum(header); got != 0xb861 {
		t.Errorf("checksum = %#x, want 0xb861", got)
	}
	if got, want := checksum(header[:8], header[8:]), checksum(header); got != want {
		t.Errorf("checksum of two blocks = %#x, of one %#x", got, want)
	}
	if got, want := checksum([]byte{0x12, 0x34, 0x56}), ^uint16(0x1234+0x5600); got != want {
		t.Errorf("checksum of an odd number of bytes = %#x, want %#x", got, want)
	}
}

func testPacket(ipv6, udp bool, n int) Packet {
	return Port{Address: ethernet.MAC{2, 3, 4, 5, 6, 7}}.packet(ipv6, udp, n, 1)
}

// Packets from another implementation.
func TestPacketBytes(t *testing.T) {
	p := Packet{Dst: ethernet.MAC{1, 2, 3, 4, 5, 6}, Src: ethernet.MAC{7, 8, 9, 10, 11, 12}, Payload: []byte("ab"), ID: 0x1234, Seq: 7, Flags: ACK}
	udp, tcp := p, p
	udp.UDP = true
	udp.From, udp.To = netip.MustParseAddrPort("192.168.0.1:1"), netip.MustParseAddrPort("192.168.0.199:2")
	tcp.From, tcp.To = netip.MustParseAddrPort("[2001:db8::1]:1"), netip.MustParseAddrPort("[2001:db8::2]:2")
	for _, tc := range []struct {
		name string
		p    Packet
		want string
	}{
		{"UDP over IPv4", udp, "0102030405060708090a0b0c08004500001e123400004011e682c0a80001c0a800c700010002000a1c5c6162"},
		{"TCP over IPv6", tcp, "0102030405060708090a0b0c86dd600000000016064020010db800000000000000000000000120010db800000000000000000000000200010002000000070102030450102000ceeb00006162"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, hex.EncodeToString(tc.p.Bytes())); diff != "" {
				t.Errorf("frame mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// The sum over a packet with its checksums is zero. A packet without checksums
// must become the same packet once a controller inserts them.
func TestPacketSums(t *testing.T) {
	for _, ipv6 := range []bool{false, true} {
		for _, udp := range []bool{false, true} {
			for _, n := range []int{0, 1, 100, 1431} {
				p := testPacket(ipv6, udp, n)
				t.Run(fmt.Sprintf("%s, %d bytes", p.kind(), n), func(t *testing.T) {
					b := p.Bytes()
					ip := b[ethernet.HeaderSize:]
					l4 := ip[p.ipSize():]
					if !ipv6 && checksum(ip[:20]) != 0 {
						t.Errorf("sum over the IPv4 header = %#x, want 0", checksum(ip[:20]))
					}
					if sum := checksum(p.pseudo(len(l4)), l4); sum != 0 {
						t.Errorf("sum over pseudo-header and the rest = %#x, want 0", sum)
					}
					summed := p.Unsummed()
					if cmp.Equal(summed, b) {
						t.Error("packet without checksums: got the summed packet, want a different one")
					}
					insert(summed, p)
					if diff := cmp.Diff(b, summed); diff != "" {
						t.Errorf("packet with sums inserted mismatch (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// insert does the same as a controller with a packet without checksums.
func insert(b []byte, p Packet) {
	ip := b[ethernet.HeaderSize:]
	if !p.ipv6() {
		sum := checksum(ip[:20])
		ip[10], ip[11] = byte(sum>>8), byte(sum)
	}
	l4, at := ip[p.ipSize():], 16
	if p.UDP {
		at = 6
	}
	sum := checksum(l4)
	l4[at], l4[at+1] = byte(sum>>8), byte(sum)
}

func TestSegments(t *testing.T) {
	p := testPacket(false, false, 2500)
	var payload []byte
	for i, s := range p.Segments(1000) {
		if want := min(1000, 2500-1000*i); len(s.Payload) != want {
			t.Errorf("segment %d has %d bytes, want %d", i, len(s.Payload), want)
		}
		if s.Seq != p.Seq+uint32(1000*i) || s.ID != p.ID+uint16(i) {
			t.Errorf("segment %d has sequence number %#x and identification %#x", i, s.Seq, s.ID)
		}
		payload = append(payload, s.Payload...)
	}
	if diff := cmp.Diff(p.Payload, payload); diff != "" {
		t.Errorf("payload of all segments mismatch (-want +got):\n%s", diff)
	}
}
