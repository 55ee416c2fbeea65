package e1000e

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// receive has the far end send frames of every kind and checks which of them
// arrive in guest memory.
func receive(t *run.T, nic *e1000e.Device) {
	peer := nicsuite.Attach(t)
	for _, f := range []struct {
		name   string
		format intelnic.ReceiveFormat
	}{{"legacy descriptors", intelnic.LegacyRX{}}, {"extended descriptors", e1000e.ExtendedRX{}}} {
		t.Step(f.name, func() {
			for _, size := range []int{256, 512, 1024, 2048, 4096, 8192, 16384} {
				long := nicsuite.Setup{Transmit: intelnic.LegacyTX{}, Receive: f.format, Buffer: size, Control: intelnic.ReceiveLPE}
				t.Step(fmt.Sprintf("sizes in buffers of %d bytes", size), func() { suite(nic, peer, long).ReceiveSizes(t) })
			}
			with(t, nic, peer, nicsuite.Setup{Receive: f.format}, func(p nicsuite.Port) {
				t.Step("short frames", func() { nicsuite.ReceiveShort(t, p) })
				t.Step("frame check sequence", func() { nicsuite.ReceiveFCS(t, p) })
				t.Step("VLAN tags", func() { nicsuite.ReceiveTags(t, p) })
				t.Step("checksums", func() { nicsuite.ReceiveChecksums(t, p) })
				t.Step("receiver turned off", func() { nicsuite.ReceiveWhileOff(t, p) })
				t.Step("longest frame", func() { oversize(t, nicsuite.ReceiveLimit(t, p, longestFrame)) })
			})
			with(t, nic, peer, nicsuite.Setup{Receive: f.format}, func(p nicsuite.Port) {
				t.Step("value of the frame check sequence", func() { nicsuite.ReceiveCRC(t, p) })
			})
			with(t, nic, peer, nicsuite.Setup{Receive: f.format, Buffer: 16384, Control: intelnic.ReceiveLPE}, func(p nicsuite.Port) {
				t.Step("longest long frame", func() { oversize(t, nicsuite.ReceiveLimit(t, p, longestLongFrame)) })
			})
			with(t, nic, peer, nicsuite.Setup{Receive: f.format, Control: intelnic.ReceiveBAM | intelnic.ReceiveMPE}, func(p nicsuite.Port) {
				t.Step("statistics", func() { nicsuite.ReceiveStatistics(t, p) })
			})
		})
	}
	with(t, nic, peer, nicsuite.Setup{Receive: intelnic.LegacyRX{}, Buffer: 256}, func(p nicsuite.Port) {
		t.Step("packet checksum", func() { nicsuite.ReceiveSum(t, p) })
	})
	both := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}}
	nicsuite.Filters(t, suite(nic, peer, both), func(check func(nicsuite.Port)) {
		with(t, nic, peer, nicsuite.Setup{Receive: intelnic.LegacyRX{}}, check)
	})
	with(t, nic, peer, nicsuite.Setup{Receive: e1000e.ExtendedRX{}, Descriptors: 8, Empty: true}, func(p nicsuite.Port) {
		t.Step("full ring", func() { nicsuite.FillRing(t, p, 4, 20, true) })
	})
	t.Step("receive-side scaling", func() { receiveSpread(t, nic, peer) })
	t.Step("threshold of descriptors", func() { interrupts(nic).ReceiveThreshold(t, rig{nic}, portOf(nic, peer), e1000e.CauseRXDMT0) })
	t.Step("overrun", func() { interrupts(nic).ReceiveOverrun(t, rig{nic}, portOf(nic, peer), e1000e.CauseRXO, true) })
}

// Longest frames, in bytes without FCS, without RCTL.LPE and with it (82574
// datasheet, section 10.2.5 "Receive Register Descriptions", RCTL.LPE).
const (
	longestFrame     = 1518
	longestLongFrame = 16380
)

// oversize checks that one frame was counted as oversize.
func oversize(t *run.T, roc uint32) {
	t.Helper()
	if roc != 1 {
		t.Errorf("ROC after an oversize frame = %d, want 1", roc)
	}
}

// receiveSpread checks receive-side scaling over both queues.
func receiveSpread(t *run.T, nic *e1000e.Device, peer *ethernet.Peer) {
	s := nicsuite.Setup{Receive: e1000e.ExtendedRX{}}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		second := nicsuite.OpenRX(t, rig{nic}, 1, s)
		defer func() { t.Must(second.Close()) }()
		nicsuite.SpreadFrames(t, p, []*intelnic.RXQueue{p.RX, second}, e1000e.MultipleQueuesRSS|intelnic.MultipleQueuesIPv4TCP|
			intelnic.MultipleQueuesIPv4|e1000e.MultipleQueuesIPv6TCP|intelnic.MultipleQueuesIPv6, e1000e.RedirectTo)
	})
}
