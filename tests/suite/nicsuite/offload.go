package nicsuite

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// packet returns a packet with n bytes of payload, from the port to the host.
func (p Port) packet(ipv6, udp bool, n int, seed byte) Packet {
	from, to := "192.0.2.17", "198.51.100.34" // RFC 5737
	if ipv6 {
		from, to = "2001:db8::17:4c", "2001:db8:1:2:3:4:5:6" // RFC 3849
	}
	return Packet{
		Dst: ethersuite.Host(), Src: p.Address,
		From: netip.AddrPortFrom(netip.MustParseAddr(from), 49153),
		To:   netip.AddrPortFrom(netip.MustParseAddr(to), 7),
		UDP:  udp, Payload: ethernet.Pattern(n, seed),
		ID: 0x1fff, Seq: 0xfffff000, Flags: ACK,
	}
}

// reversed returns the packet as the host would send it to the port.
func (p Packet) reversed() Packet {
	p.Dst, p.Src = p.Src, p.Dst
	p.From, p.To = p.To, p.From
	return p
}

// kind names the protocols of a packet.
func (p Packet) kind() string {
	ip, l4 := "IPv4", "TCP"
	if p.ipv6() {
		ip = "IPv6"
	}
	if p.UDP {
		l4 = "UDP"
	}
	return l4 + " over " + ip
}

// SendChecksums has the controller insert the checksums of TCP and UDP over IPv4
// and IPv6, with even and odd sizes of payload, from one buffer and from two.
func SendChecksums(t testing.TB, p Port) {
	t.Helper()
	var frames []outgoing
	for _, ipv6 := range []bool{false, true} {
		for _, udp := range []bool{false, true} {
			for _, n := range []int{1, 18, 33, 512, 1431} {
				frames = append(frames, summed(p.packet(ipv6, udp, n, byte(n)))...)
			}
		}
	}
	p.sends(t, frames)
}

// summed has the controller insert the checksums of a packet, from one buffer and from
// two.
func summed(packet Packet) []outgoing {
	what := fmt.Sprintf("%s, %d bytes of payload", packet.kind(), len(packet.Payload))
	o := packet.Offload()
	o.IPChecksum, o.L4Checksum = !packet.ipv6(), true
	frame, want := packet.Unsummed(), [][]byte{packet.Bytes()}
	headers := o.L2Size + o.IPSize + o.L4Size
	return []outgoing{
		{what, o, [][]byte{frame}, want},
		{what + ", headers apart", o, [][]byte{frame[:headers], frame[headers:]}, want},
	}
}

// SendOneChecksum checks that IXSM and TXSM are independent: the other checksum
// stays unchanged.
func SendOneChecksum(t testing.TB, p Port) {
	t.Helper()
	packet := p.packet(false, false, 100, 1)
	unsummed, summed := packet.Unsummed(), packet.Bytes()
	ip := [2]int{ethernet.HeaderSize + 10, ethernet.HeaderSize + 12}
	tcp := [2]int{ethernet.HeaderSize + 20 + 16, ethernet.HeaderSize + 20 + 18}
	for _, row := range []struct {
		name     string
		ip, l4   bool
		inserted [2]int // the range of changed bytes
	}{
		{"IXSM alone", true, false, ip},
		{"TXSM alone", false, true, tcp},
	} {
		o := packet.Offload()
		o.IPChecksum, o.L4Checksum = row.ip, row.l4
		want := append([]byte{}, unsummed...)
		copy(want[row.inserted[0]:row.inserted[1]], summed[row.inserted[0]:])
		must(t, p.TX.Send(t.Context(), o, unsummed))
		p.Arrives(t, row.name, want)
	}
}

// SendLegacySum has the controller insert the sum that a legacy descriptor asks for, by
// IC, CSS and CSO, with even and odd sizes.
func SendLegacySum(t testing.TB, p Port) {
	t.Helper()
	for _, n := range []int{18, 33, 1431} {
		packet := p.packet(false, false, n, byte(n))
		want := packet.Bytes()
		start := ethernet.HeaderSize + packet.ipSize()
		at := start + 16 // of a TCP header
		frame := append([]byte{}, want...)
		copy(frame[at:at+2], packet.Unsummed()[at:])
		must(t, p.TX.Send(t.Context(), intelnic.Offload{Sum: true, SumStart: start, SumAt: at}, frame))
		got, err := p.Peer.Receive(t.Context())
		must(t, err)
		if diff := differ(want, got); diff != "" {
			t.Errorf("%d bytes of TCP: frame with the sum (-want +got):\n%s", n, diff)
		}
	}
}

// message is a TCP message for the controller to cut.
type message struct{ payload, mss int }

// SendSegments has the controller cut TCP messages into segments, with less in the last
// one, from several buffers. The messages have neither FIN nor PSH ([SendLastFlags]).
func SendSegments(t testing.TB, p Port, ipv6 bool) {
	t.Helper()
	p.segments(t, ipv6, []message{{1461, 1460}, {5001, 1000}, {20000, 536}})
}

// SendFullSegments is [SendSegments] with as much in the last segment as in the others.
func SendFullSegments(t testing.TB, p Port, ipv6 bool) {
	t.Helper()
	p.segments(t, ipv6, []message{{1460, 1460}, {2920, 1460}})
}

func (p Port) segments(t testing.TB, ipv6 bool, messages []message) {
	t.Helper()
	var frames []outgoing
	for _, row := range messages {
		packet := p.packet(ipv6, false, row.payload, byte(row.mss))
		o := packet.Offload()
		o.IPChecksum, o.L4Checksum, o.TSO, o.MSS = !ipv6, true, true, row.mss
		what := fmt.Sprintf("%s, %d bytes of payload, MSS %d", packet.kind(), row.payload, row.mss)
		frame, headers := packet.Unsegmented(), o.L2Size+o.IPSize+o.L4Size
		half := headers + row.payload/2
		cut := outgoing{what: what, o: o, pieces: [][]byte{frame[:headers], frame[headers:half], frame[half:]}}
		for _, s := range packet.Segments(row.mss) {
			cut.want = append(cut.want, s.Bytes())
		}
		frames = append(frames, cut)
	}
	p.sends(t, frames)
}

// SendLastFlags has the controller cut a TCP message with FIN and PSH, which only the last
// segment keeps.
func SendLastFlags(t testing.TB, p Port) {
	t.Helper()
	packet := p.packet(false, false, 2500, 7)
	packet.Flags |= PSH | FIN
	o := packet.Offload()
	o.IPChecksum, o.L4Checksum, o.TSO, o.MSS = true, true, true, 1000
	segments := packet.Segments(o.MSS)
	var want [][]byte
	for i, s := range segments {
		if i < len(segments)-1 {
			s.Flags &^= PSH | FIN
		}
		want = append(want, s.Bytes())
	}
	p.sends(t, []outgoing{{what: "a message with FIN and PSH", o: o, pieces: [][]byte{packet.Unsegmented()}, want: want}})
}

// SendByTurns sends through several queues in turn, each with its own offloads. The
// controller inserts checksums in packets of the first queue, cuts those of the
// second, and so on alternately. Between them it sends unchanged frames.
func SendByTurns(t testing.TB, p Port, queues []*intelnic.TXQueue) {
	t.Helper()
	ctx := t.Context()
	for i := range 24 {
		q := queues[i%len(queues)]
		packet := p.packet(false, i%len(queues)%2 == 0, 700+i, byte(i))
		o := packet.Offload()
		o.IPChecksum, o.L4Checksum = true, true
		frame, want := packet.Unsummed(), []Packet{packet}
		if !packet.UDP {
			o.TSO, o.MSS = true, 300
			frame, want = packet.Unsegmented(), packet.Segments(o.MSS)
		}
		plain := p.out(100+i, byte(i))
		must(t, q.Post(o, frame))
		must(t, q.Post(intelnic.Offload{}, plain))
		must(t, q.Kick(ctx))
		for n, s := range want {
			p.Arrives(t, fmt.Sprintf("%s %d through queue %d of %d, frame %d", packet.kind(), i, i%len(queues), len(queues), n), s.Bytes())
		}
		p.Arrives(t, fmt.Sprintf("plain frame %d through queue %d of %d", i, i%len(queues), len(queues)), plain)
		must(t, q.Reclaim(ctx))
	}
}

// checks are the checksum results in a receive descriptor.
type checks struct {
	IPChecked, IPError, L4Checked, L4Error bool
}

// ReceiveChecksums checks the controller's results for good and for bad
// checksums, with RXCSUM on and off.
func ReceiveChecksums(t testing.TB, p Port) {
	t.Helper()
	ctx := t.Context()
	v4, v6 := p.packet(false, false, 100, 1).reversed(), p.packet(true, false, 100, 2).reversed()
	udp := p.packet(false, true, 101, 3).reversed()
	badIP, badTCP, badUDP := v4.Bytes(), v4.Bytes(), udp.Bytes()
	badIP[ethernet.HeaderSize+10] ^= 1
	badTCP[ethernet.HeaderSize+20+16] ^= 0x80
	badUDP[len(badUDP)-1] ^= 1
	const on = intelnic.ReceiveIPOFL | intelnic.ReceiveTUOFL
	before := intelnic.RXCSUM.ReadT(t, p.Regs)
	rows := []struct {
		name   string
		rxcsum intelnic.ReceiveChecksum
		frame  []byte
		want   checks
	}{
		{"good TCP over IPv4", on, v4.Bytes(), checks{IPChecked: true, L4Checked: true}},
		{"good UDP over IPv4", on, udp.Bytes(), checks{IPChecked: true, L4Checked: true}},
		{"good TCP over IPv6", on, v6.Bytes(), checks{L4Checked: true}},
		{"bad IPv4 header", on, badIP, checks{IPChecked: true, IPError: true, L4Checked: true}},
		{"bad TCP checksum", on, badTCP, checks{IPChecked: true, L4Checked: true, L4Error: true}},
		{"bad UDP payload", on, badUDP, checks{IPChecked: true, L4Checked: true, L4Error: true}},
		{"no IP at all", on, p.in(100, 4), checks{}},
		{"only IP asked for", intelnic.ReceiveIPOFL, badTCP, checks{IPChecked: true}},
		{"only TCP asked for", intelnic.ReceiveTUOFL, badTCP, checks{L4Checked: true, L4Error: true}},
		{"nothing asked for", 0, badTCP, checks{}},
	}
	for n := 0; len(rows) > 0; rows, n = rows[n:], 0 {
		var frames []incoming
		for ; n < len(rows) && rows[n].rxcsum == rows[0].rxcsum; n++ {
			frames = append(frames, whole(rows[n].name, rows[n].frame))
		}
		must(t, intelnic.RXCSUM.Write(ctx, p.Regs, rows[0].rxcsum))
		for i, r := range p.receives(t, frames) {
			got := checks{r.IPChecked, r.IPError, r.L4Checked, r.L4Error}
			if diff := cmp.Diff(rows[i].want, got); diff != "" {
				t.Errorf("%s: checksum status mismatch (-want +got):\n%s", rows[i].name, diff)
			}
		}
	}
	must(t, intelnic.RXCSUM.Write(ctx, p.Regs, before))
}
