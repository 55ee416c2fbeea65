package vmxnet3

import (
	"net/netip"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// offload checks VLAN tags and checksums.
func offload(t *run.T, nic *vmxnet3.Device) {
	t.Step("inserted tags", func() { insertTags(t, nic) })
	t.Step("removed tags", func() { removeTags(t, nic) })
	t.Step("checksums to send", func() { sendChecksums(t, nic) })
	t.Step("checksums of received frames", func() { receiveChecksums(t, nic) })
}

// plain returns a frame in parts.
func plain(dst, src ethernet.MAC, seed byte) ethernet.Frame {
	return ethernet.Frame{Dst: dst, Src: src, Type: ethernet.Experimental, Payload: ethernet.Pattern(100, seed)}
}

func insertTags(t *run.T, nic *vmxnet3.Device) {
	s := suite(t, nic, vmxnet3.Setup{})
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		for i, id := range []uint16{1, 0x123, 4095} {
			f := plain(ethersuite.Host(), s.Address, byte(i))
			t.Must(p.PostOffload(t.Context(), vmxnet3.Offload{Tag: true, VLAN: id}, f.Bytes()))
			s.Arrives(t, "a frame with a tag", f.Tagged(id).Bytes())
			t.Must(p.Sent(t.Context()))
			s.Sends(t, p, "a frame without a tag", f.Bytes())
		}
	})
}

func removeTags(t *run.T, nic *vmxnet3.Device) {
	ctx := t.Context()
	setup := vmxnet3.Setup{Features: vmxnet3.FeatureVLAN}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *vmxnet3.Port) {
		for i, id := range []uint16{1, 0x123, 4095} {
			t.Must(p.SetVLANs(ctx, id))
			f := plain(s.Address, ethersuite.Host(), byte(i))
			t.Must(s.Peer.Send(ctx, f.Tagged(id).Bytes()))
			s.Next(t, p, "a frame whose tag is removed", f.Bytes())
			if !p.Last.Tagged || p.Last.VLAN != id {
				t.Errorf("completion says tag %t, %d; want %d", p.Last.Tagged, p.Last.VLAN, id)
			}
			s.Delivers(t, p, "a frame without a tag", f.Bytes())
			if p.Last.Tagged {
				t.Errorf("completion says a tag, %d, want none", p.Last.VLAN)
			}
		}
	})
}

// packets returns TCP segments and UDP datagrams of odd and even sizes.
func packets(dst, src ethernet.MAC) (all []nicsuite.Packet) {
	for _, udp := range []bool{false, true} {
		for i, n := range []int{1, 100, 333, 1400} {
			all = append(all, nicsuite.Packet{
				Dst: dst, Src: src, UDP: udp, ID: uint16(n), Seq: 0x01020304, Flags: nicsuite.ACK,
				From: netip.MustParseAddrPort("192.0.2.1:4000"), To: netip.MustParseAddrPort("198.51.100.7:80"),
				Payload: ethernet.Pattern(n, byte(i)),
			})
		}
	}
	return all
}

// sendChecksums checks that the card completes the checksum of TCP or UDP, from the sum of
// the pseudo-header in its place.
func sendChecksums(t *run.T, nic *vmxnet3.Device) {
	const transport = ethernet.HeaderSize + 20
	s := suite(t, nic, vmxnet3.Setup{})
	with(t, nic, vmxnet3.Setup{}, func(p *vmxnet3.Port) {
		for _, packet := range packets(ethersuite.Host(), s.Address) {
			o := vmxnet3.Offload{Header: transport, Checksum: transport + 16}
			if packet.UDP {
				o.Checksum = transport + 6
			}
			frame, whole := packet.Unsummed(), packet.Bytes()
			copy(frame[ethernet.HeaderSize:transport], whole[ethernet.HeaderSize:transport]) // the IP header is software's
			t.Must(p.PostOffload(t.Context(), o, frame))
			s.Arrives(t, "a frame with its checksum", whole)
			t.Must(p.Sent(t.Context()))
		}
	})
}

// receiveChecksums checks what a completion says about the checksums of a frame, if it says
// something: that good ones are good, and never that a wrong one is (the header,
// vmxnet3_rxcompdesc).
func receiveChecksums(t *run.T, nic *vmxnet3.Device) {
	const (
		sumOK, udp, tcp, ipOK, ipv4 = 1 << 16, 1 << 17, 1 << 18, 1 << 19, 1 << 21
		mask                        = sumOK | udp | tcp | ipOK | ipv4
	)
	setup := vmxnet3.Setup{Features: vmxnet3.FeatureChecksum}
	s := suite(t, nic, setup)
	with(t, nic, setup, func(p *vmxnet3.Port) {
		for _, packet := range packets(s.Address, ethersuite.Host()) {
			good := packet.Bytes()
			kind := uint32(tcp)
			if packet.UDP {
				kind = udp
			}
			s.Delivers(t, p, "a packet", good)
			if got, want := p.Last.Flags&mask, kind|sumOK|ipOK|ipv4; !p.Last.Unknown && got != want {
				t.Errorf("a good packet of %d bytes: completion says %#x, want %#x", len(good), got, want)
			}
			bad := packet.Bytes()
			bad[len(bad)-1] ^= 0x40
			s.Delivers(t, p, "a packet with a wrong checksum", bad)
			if p.Last.Flags&sumOK != 0 {
				t.Errorf("a packet of %d bytes with a wrong checksum: completion says %#x, want bit %#x clear", len(bad), p.Last.Flags, sumOK)
			}
		}
	})
}
