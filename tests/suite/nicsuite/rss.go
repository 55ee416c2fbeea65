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

// SpreadRow is a packet whose RSS hash the controller computes.
type SpreadRow struct {
	Packet
	Type  intelnic.RSSType // with all four of MRQC's kinds of hash on
	Ports bool             // the ports are hashed
}

// Spread returns the packets of the RSS verification suite (82576 datasheet,
// section 7.1.1.7.3 "RSS Verification Suite"), as TCP and as UDP: UDP is hashed by
// addresses alone.
func (p Port) Spread() []SpreadRow {
	var rows []SpreadRow
	for _, flow := range []struct{ from, to string }{
		{"66.9.149.187:2794", "161.142.100.80:1766"},
		{"199.92.111.2:14230", "65.69.140.83:4739"},
		{"24.19.198.95:12898", "12.22.207.184:38024"},
		{"38.27.205.30:48228", "209.142.163.6:2217"},
		{"153.39.163.191:44251", "202.188.127.2:1303"},
		{"[3ffe:2501:200:1fff::7]:2794", "[3ffe:2501:200:3::1]:1766"},
		{"[3ffe:501:8::260:97ff:fe40:efab]:14230", "[ff02::1]:4739"},
		{"[3ffe:1900:4545:3:200:f8ff:fe21:67cf]:44251", "[fe80::200:f8ff:fe21:67cf]:38024"},
	} {
		for _, udp := range []bool{false, true} {
			row := SpreadRow{Ports: !udp, Packet: Packet{
				Dst: p.Address, Src: ethersuite.Host(),
				From: netip.MustParseAddrPort(flow.from), To: netip.MustParseAddrPort(flow.to),
				UDP: udp, Flags: PSH, Payload: ethernet.Pattern(64, byte(len(rows))),
			}}
			switch {
			case row.ipv6() && udp:
				row.Type = intelnic.RSSIPv6
			case row.ipv6():
				row.Type = intelnic.RSSIPv6TCP
			case udp:
				row.Type = intelnic.RSSIPv4
			default:
				row.Type = intelnic.RSSIPv4TCP
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Redirect has the controller hash packets as MRQC selects, with the key of the
// verification suite, and choose their queues by a redirection table whose entry i
// is entry(i).
func Redirect(t testing.TB, c *intelnic.Controller, mrqc intelnic.MultipleQueues, entry func(i int) uint8) {
	t.Helper()
	ctx := t.Context()
	var table [intelnic.RETASize]uint8
	for i := range table {
		table[i] = entry(i)
	}
	must(t, c.SetRSS(ctx, intelnic.VerificationKey(), table))
	must(t, intelnic.MRQC.Write(ctx, c.Regs, mrqc))
	must(t, intelnic.RXCSUM.Modify(ctx, c.Regs, 0, intelnic.ReceivePCSD))
}

// RedirectFlows directs the packets of some flows, which the controller already hashes,
// to another queue: entry is the value in the redirection table.
func RedirectFlows(t testing.TB, c *intelnic.Controller, flows []SpreadRow, entry uint8) {
	t.Helper()
	for _, row := range flows {
		must(t, c.RedirectHash(t.Context(), row.hash(), entry))
	}
}

// hash returns the hash of the row's packet.
func (row SpreadRow) hash() uint32 { return intelnic.VerificationKey().Hash(row.Hashed(row.Ports)) }

// SpreadFrames checks receive-side scaling: the controller's hash of each packet,
// its type, and the queue that the redirection table selects. Frames without IP go
// to queue 0. The value of MRQC enables RSS for the four types of hash of
// [Port.Spread]; redirect returns the entry of the redirection table for a queue.
func SpreadFrames(t testing.TB, p Port, queues []*intelnic.RXQueue, mrqc intelnic.MultipleQueues, redirect func(queue int) uint8) {
	t.Helper()
	ctx := t.Context()
	queueOf := func(entry int) int { return entry / 3 % len(queues) }
	Redirect(t, p.Controller, mrqc, func(i int) uint8 { return redirect(queueOf(i)) })

	reached := map[int]bool{}
	for _, row := range p.Spread() {
		must(t, p.Peer.Send(ctx, row.Bytes()))
	}
	for _, row := range p.Spread() {
		hash := row.hash()
		queue := queueOf(int(hash % intelnic.RETASize))
		reached[queue] = true
		p.RX = queues[queue]
		r := p.take(t, whole(fmt.Sprintf("%s from %v to queue %d", row.kind(), row.From, queue), row.Bytes()))
		want := intelnic.ReceiveStatus{RSSType: row.Type, Hash: hash}
		if diff := cmp.Diff(want, intelnic.ReceiveStatus{RSSType: r.RSSType, Hash: r.Hash}); diff != "" {
			t.Errorf("%s from %v: RSS mismatch (-want +got):\n%s", row.kind(), row.From, diff)
		}
	}
	if len(reached) != len(queues) {
		t.Errorf("the packets reached %d queues, want all %d", len(reached), len(queues))
	}
	for _, q := range queues {
		must(t, q.FillAll(ctx))
	}
	p.redirectsEnds(t, queues, redirect)
	p.RX = queues[0]
	if r := p.Delivers(t, "no IP at all", p.in(64, 1)); r.RSSType != intelnic.RSSNone {
		t.Errorf("RSS type of a frame without IP = %d, want none", r.RSSType)
	}
	must(t, intelnic.MRQC.Write(ctx, p.Regs, 0))
	must(t, intelnic.RXCSUM.Modify(ctx, p.Regs, intelnic.ReceivePCSD, 0))
}

// redirectsEnds checks the entries at the ends of the redirection table and of its words,
// each with the last queue alone in the table.
func (p Port) redirectsEnds(t testing.TB, queues []*intelnic.RXQueue, redirect func(queue int) uint8) {
	t.Helper()
	ctx := t.Context()
	last := len(queues) - 1
	for _, entry := range []uint32{0, 3, 4, 63, 64, intelnic.RETASize - 1} {
		var table [intelnic.RETASize]uint8
		for i := range table {
			table[i] = redirect(0)
		}
		table[entry] = redirect(last)
		must(t, p.SetRSS(ctx, intelnic.VerificationKey(), table))
		for _, hit := range []uint32{entry, entry ^ 1, entry ^ 0x40} {
			packet := p.hashedTo(hit)
			queue := 0
			if hit == entry {
				queue = last
			}
			p.RX = queues[queue]
			r := p.Delivers(t, fmt.Sprintf("entry %d, with the last queue in entry %d, to queue %d", hit, entry, queue), packet.Bytes())
			if r.Hash%intelnic.RETASize != hit {
				t.Errorf("hash %#x of a packet, want entry %d", r.Hash, hit)
			}
		}
	}
}

// hashedTo returns a TCP packet whose hash selects an entry of the redirection table.
func (p Port) hashedTo(entry uint32) SpreadRow {
	row := p.Spread()[0]
	for port := uint16(1); ; port++ {
		row.From = netip.AddrPortFrom(row.From.Addr(), port)
		if row.hash()%intelnic.RETASize == entry {
			return row
		}
	}
}
