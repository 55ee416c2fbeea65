package e1000

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// transmit sends frames in every way that the controller supports and compares them with
// the frames at the far end.
func transmit(t *run.T, nic *e1000.Device) {
	peer := nicsuite.Attach(t)
	for _, f := range []struct {
		name   string
		format intelnic.TransmitFormat
	}{{"legacy descriptors", intelnic.LegacyTX{}}, {"extended descriptors", intelnic.ExtendedTX{}}} {
		t.Step(f.name, func() {
			s := suite(nic, peer, nicsuite.Setup{Transmit: f.format, Receive: intelnic.LegacyRX{}, Control: intelnic.ReceiveLPE})
			t.Step("sizes", func() { s.SendSizes(t) })
			t.Step("frames in pieces", func() { s.SendPieces(t) })
			with(t, nic, peer, nicsuite.Setup{Transmit: f.format}, func(p nicsuite.Port) {
				t.Step("no report of status", func() { nicsuite.SendSilently(t, p) })
				t.Step("transmitter turned off", func() { nicsuite.SendWhileOff(t, p) })
				t.Step("VLAN tags", func() { nicsuite.SendTags(t, p) })
				t.Step("statistics", func() { nicsuite.SendStatistics(t, p) })
			})
			t.Step("padding", func() { nicsuite.SendShort(t, &nic.Controller, s) })
		})
	}
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.LegacyTX{}}, func(p nicsuite.Port) {
		t.Step("sum of a legacy descriptor", func() { nicsuite.SendLegacySum(t, p) })
	})
	t.Step("interrupt causes", func() {
		interrupts(nic).SendCauses(t, rig{nic}, portOf(nic, peer), e1000.CauseTXDW, e1000.CauseTXQE)
	})
	offloads(t, nic, peer)
}

// offloads checks checksums and segmentation.
func offloads(t *run.T, nic *e1000.Device, peer *ethernet.Peer) {
	for _, step := range []struct {
		name  string
		check func(p nicsuite.Port)
	}{
		{"checksums", func(p nicsuite.Port) { nicsuite.SendChecksums(t, p) }},
		{"one checksum", func(p nicsuite.Port) { nicsuite.SendOneChecksum(t, p) }},
		{"segmentation over IPv4", func(p nicsuite.Port) { nicsuite.SendSegments(t, p, false) }},
		{"segmentation over IPv6", func(p nicsuite.Port) { nicsuite.SendSegments(t, p, true) }},
		{"full segments over IPv4", func(p nicsuite.Port) { nicsuite.SendFullSegments(t, p, false) }},
		{"full segments over IPv6", func(p nicsuite.Port) { nicsuite.SendFullSegments(t, p, true) }},
		{"flags of the last segment", func(p nicsuite.Port) { nicsuite.SendLastFlags(t, p) }},
	} {
		with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}}, func(p nicsuite.Port) {
			t.Step(step.name, func() { step.check(p) })
			p.Drain(t)
		})
	}
}
