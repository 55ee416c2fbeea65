package e1000

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// receive has the far end send frames of every kind and checks which of them arrive in
// guest memory.
func receive(t *run.T, nic *e1000.Device) {
	peer, legacy := nicsuite.Attach(t), intelnic.LegacyRX{}
	for _, size := range []int{256, 512, 1024, 2048, 4096, 8192, 16384} {
		long := nicsuite.Setup{Transmit: intelnic.LegacyTX{}, Receive: legacy, Buffer: size, Control: intelnic.ReceiveLPE}
		t.Step(fmt.Sprintf("sizes in buffers of %d bytes", size), func() { suite(nic, peer, long).ReceiveSizes(t) })
	}
	for _, step := range []struct {
		name  string
		check func(p nicsuite.Port)
	}{
		{"memory beside frames", func(p nicsuite.Port) { nicsuite.ReceiveBeside(t, p) }},
		{"short frames", func(p nicsuite.Port) { nicsuite.ReceiveShort(t, p) }},
		{"frame check sequence", func(p nicsuite.Port) { nicsuite.ReceiveFCS(t, p) }},
		{"value of the frame check sequence", func(p nicsuite.Port) { nicsuite.ReceiveCRC(t, p) }},
		{"VLAN tags", func(p nicsuite.Port) { nicsuite.ReceiveTags(t, p) }},
		{"checksums", func(p nicsuite.Port) { nicsuite.ReceiveChecksums(t, p) }},
		{"packet checksum", func(p nicsuite.Port) { nicsuite.ReceiveSum(t, p) }},
		{"receiver turned off", func(p nicsuite.Port) { nicsuite.ReceiveWhileOff(t, p) }},
	} {
		with(t, nic, peer, nicsuite.Setup{Receive: legacy}, func(p nicsuite.Port) {
			t.Step(step.name, func() { step.check(p) })
		})
	}
	t.Step("longest frame", func() {
		with(t, nic, peer, nicsuite.Setup{Receive: legacy}, func(p nicsuite.Port) { oversize(t, nicsuite.ReceiveLimit(t, p, longestFrame)) })
	})
	t.Step("longest long frame", func() {
		s := nicsuite.Setup{Receive: legacy, Buffer: 16384, Control: intelnic.ReceiveLPE}
		with(t, nic, peer, s, func(p nicsuite.Port) { oversize(t, nicsuite.ReceiveLimit(t, p, longestLongFrame)) })
	})
	with(t, nic, peer, nicsuite.Setup{Receive: legacy, Control: intelnic.ReceiveBAM | intelnic.ReceiveMPE}, func(p nicsuite.Port) {
		t.Step("statistics", func() { nicsuite.ReceiveStatistics(t, p) })
	})
	with(t, nic, peer, nicsuite.Setup{Receive: legacy, Descriptors: 8, Empty: true}, func(p nicsuite.Port) {
		t.Step("full ring", func() { nicsuite.FillRing(t, p, 4, 20, true) })
	})
	t.Step("threshold of descriptors", func() {
		interrupts(nic).ReceiveThreshold(t, rig{nic}, portOf(nic, peer), e1000.CauseRXDMT0)
	})
	t.Step("overrun", func() { interrupts(nic).ReceiveOverrun(t, rig{nic}, portOf(nic, peer), e1000.CauseRXO, false) })
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.LegacyTX{}, Receive: legacy}, func(p nicsuite.Port) {
		t.Step("loopback", func() { nicsuite.Loopback(t, p) })
	})
}

// filter has the far end send frames that the filters accept or drop.
func filter(t *run.T, nic *e1000.Device) {
	peer, receive := nicsuite.Attach(t), nicsuite.Setup{Receive: intelnic.LegacyRX{}}
	both := nicsuite.Setup{Transmit: intelnic.LegacyTX{}, Receive: intelnic.LegacyRX{}}
	nicsuite.Filters(t, suite(nic, peer, both), func(check func(nicsuite.Port)) { with(t, nic, peer, receive, check) })
}

// Longest frames, in bytes without FCS, without RCTL.LPE and with it (8254x manual,
// section 13.4.22 "Receive Control Register", LPE).
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
