package igb

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// receive has the far end send frames of every kind and checks which of them arrive
// in guest memory. Descriptors are advanced, but for the step of the legacy ones.
func receive(t *run.T, nic *igb.Device) {
	peer := nicsuite.Attach(t)
	s := nicsuite.Setup{Receive: igb.AdvancedRX{}}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		t.Step("short frames", func() { nicsuite.ReceiveShort(t, p) })
		t.Step("frame check sequence", func() { nicsuite.ReceiveFCS(t, p) })
		t.Step("VLAN tags", func() { nicsuite.ReceiveTags(t, p) })
		t.Step("checksums", func() { nicsuite.ReceiveChecksums(t, p) })
		t.Step("receiver turned off", func() { nicsuite.ReceiveWhileOff(t, p) })
		t.Step("longest frame", func() { nicsuite.ReceiveLimit(t, p, longestFrame) })
	})
	both := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}}
	nicsuite.Filters(t, suite(nic, peer, both), func(check func(nicsuite.Port)) { with(t, nic, peer, s, check) })
	with(t, nic, peer, nicsuite.Setup{Receive: igb.AdvancedRX{}, Control: intelnic.ReceiveBAM | intelnic.ReceiveMPE}, func(p nicsuite.Port) {
		t.Step("statistics", func() { nicsuite.ReceiveStatistics(t, p) })
	})
	for _, size := range []int{1024, 2048, 4096, 8192, 16384} {
		long := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Buffer: size, Control: intelnic.ReceiveLPE}
		t.Step(fmt.Sprintf("sizes in buffers of %d bytes", size), func() { suite(nic, peer, long).ReceiveSizes(t) })
	}
	t.Step("longest frame by RLPML", func() { receiveLong(t, nic, peer) })
	with(t, nic, peer, nicsuite.Setup{Receive: igb.AdvancedRX{}, Descriptors: 8, Empty: true}, func(p nicsuite.Port) {
		t.Step("full ring", func() { nicsuite.FillRing(t, p, 4, 20, false) })
	})
	with(t, nic, peer, nicsuite.Setup{Receive: igb.AdvancedRX{}}, func(p nicsuite.Port) {
		t.Step("value of the frame check sequence", func() { nicsuite.ReceiveCRC(t, p) })
	})
	with(t, nic, peer, nicsuite.Setup{Receive: intelnic.LegacyRX{}}, func(p nicsuite.Port) {
		// An advanced descriptor with this length looks like a legacy one that is done.
		t.Step("legacy descriptors", func() { p.Delivers(t, "a frame", ethersuite.Frame(p.Address, ethersuite.Host(), 0x43, 1)) })
	})
	t.Step("hash of TCP over IPv6", func() { receiveHash(t, nic, peer) })
	t.Step("receive-side scaling", func() { receiveSpread(t, nic, peer) })
	t.Step("frames dropped", func() { receiveDrop(t, nic, peer, func() {}) })
	t.Step("count of dropped frames", func() {
		receiveDrop(t, nic, peer, func() { reg.ExpectT(t, nic.Regs, "RQDPC1", igb.RQDPC(1), 3) })
	})
	t.Step("threshold of descriptors", func() { receiveThreshold(t, nic, peer) })
}

// longestFrame is the longest untagged frame without RCTL.LPE, in bytes without
// FCS (82576 datasheet, section 8.10 "Receive Register Descriptions", RCTL.LPE).
const longestFrame = 1514

// receiveLong checks that RLPML, not a fixed size, is the limit with RCTL.LPE.
func receiveLong(t *run.T, nic *igb.Device, peer *ethernet.Peer) {
	for _, limit := range []int{2000, 9014} {
		long := nicsuite.Setup{Receive: igb.AdvancedRX{}, Buffer: 4096, Control: intelnic.ReceiveLPE}
		with(t, nic, peer, long, func(p nicsuite.Port) {
			igb.RLPML.WriteT(t, nic.Regs, uint32(limit+4))
			nicsuite.ReceiveLimit(t, p, limit)
		})
	}
}

// receiveHash checks that MRQC.TCPIPv6 alone enables the hash of TCP over IPv6.
func receiveHash(t *run.T, nic *igb.Device, peer *ethernet.Peer) {
	with(t, nic, peer, nicsuite.Setup{Receive: igb.AdvancedRX{}}, func(p nicsuite.Port) {
		nicsuite.Redirect(t, &nic.Controller, igb.MultipleQueuesRSS|igb.MultipleQueuesIPv6TCP, func(int) uint8 { return igb.RedirectTo(0) })
		for _, row := range p.Spread() {
			if row.Type != intelnic.RSSIPv6TCP {
				continue
			}
			if got := p.Delivers(t, "TCP over IPv6", row.Bytes()).RSSType; got != row.Type {
				t.Errorf("TCP over IPv6 from %v: RSS type %d, want %d", row.From, got, row.Type)
			}
		}
		intelnic.MRQC.WriteT(t, nic.Regs, 0)
	})
}

// receiveSpread checks receive-side scaling over four queues. MRQC also enables packets
// with extension headers ([receiveHash] does not).
func receiveSpread(t *run.T, nic *igb.Device, peer *ethernet.Peer) {
	s := nicsuite.Setup{Receive: igb.AdvancedRX{}, Descriptors: 32}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		queues := []*intelnic.RXQueue{p.RX}
		for _, n := range spreadQueues()[1:] {
			q := nicsuite.OpenRX(t, rig{Device: nic}, n, s)
			defer func() { t.Must(q.Close()) }()
			queues = append(queues, q)
		}
		nicsuite.SpreadFrames(t, p, queues, igb.MultipleQueuesRSS|intelnic.MultipleQueuesIPv4TCP|
			intelnic.MultipleQueuesIPv4|igb.MultipleQueuesIPv6TCP|igb.MultipleQueuesIPv6TCPEx|intelnic.MultipleQueuesIPv6,
			func(i int) uint8 { return igb.RedirectTo(spreadQueues()[i]) })
	})
}

// spreadQueues are the queues that share the frames.
func spreadQueues() []int { return []int{0, 1, 7, 15} }

// receiveDrop checks that a queue with SRRCTL.Drop_En and without descriptors
// drops frames while another queue continues, and accepts them again once it has
// some. Dropped is called when three frames have been dropped.
func receiveDrop(t *run.T, nic *igb.Device, peer *ethernet.Peer, dropped func()) {
	ctx := t.Context()
	s := nicsuite.Setup{Receive: igb.AdvancedRX{}, Descriptors: 8}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		full := s
		full.Empty = true
		q := nicsuite.OpenRX(t, rig{nic, igb.SplitDropEnable}, 1, full)
		defer func() { t.Must(q.Close()) }()
		redirectAll(t, nic, 1)
		for n := range 3 {
			t.Must(peer.Send(ctx, p.Spread()[0].Bytes()))
			p.Delivers(t, "a frame to the other queue", ethersuite.Frame(p.Address, ethersuite.Host(), 64, byte(n)))
		}
		if pending, err := q.Pending(ctx); err != nil || pending {
			t.Errorf("queue without descriptors: got DD set in a descriptor, want it clear (%v)", err)
		}
		dropped()
		t.Must(q.FillAll(ctx))
		p.RX = q
		p.Delivers(t, "a frame once there are descriptors", p.Spread()[0].Bytes())
	})
}

// receiveThreshold checks that RXDMT0 is set when at most SRRCTL.RDMTS
// descriptors, in units of 16, are left.
func receiveThreshold(t *run.T, nic *igb.Device, peer *ethernet.Peer) {
	const descriptors = 64
	for _, threshold := range []int{1, 2} {
		s := nicsuite.Setup{Receive: igb.AdvancedRX{}, Descriptors: descriptors}
		withRig(t, rig{nic, igb.SplitThreshold(16 * threshold)}, peer, s, func(p nicsuite.Port) {
			least := 16 * threshold
			// No cause before, then one, and none again.
			for left := descriptors - 1; left > least-1; {
				frames := 1
				if left > least+1 {
					frames = left - (least + 1)
				}
				t.Must(nic.MaskInterrupts(t.Context()))
				nicsuite.ReceiveOnly(t, p, frames)
				left -= frames
				nicsuite.Quiet(t, nic.Machine)
				got := igb.ICR.ReadT(t, nic.Regs)&igb.CauseRXDMT0 != 0
				if want := left == least; got != want {
					t.Errorf("%s: RXDMT0 with %d descriptors left = %t, want %t", fmt.Sprintf("threshold %d descriptors", 16*threshold), left, got, want)
				}
			}
		})
	}
}
