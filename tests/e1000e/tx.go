package e1000e

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// transmit sends frames in every way that the controller supports and compares
// them with the frames at the far end.
func transmit(t *run.T, nic *e1000e.Device) {
	peer := nicsuite.Attach(t)
	for _, f := range []struct {
		name   string
		format intelnic.TransmitFormat
	}{{"legacy descriptors", intelnic.LegacyTX{}}, {"extended descriptors", intelnic.ExtendedTX{}}} {
		t.Step(f.name, func() {
			s := suite(nic, peer, nicsuite.Setup{Transmit: f.format, Receive: e1000e.ExtendedRX{}, Control: intelnic.ReceiveLPE})
			t.Step("sizes", func() { s.SendSizes(t) })
			t.Step("frames in pieces", func() { s.SendPieces(t) })
			with(t, nic, peer, nicsuite.Setup{Transmit: f.format}, func(p nicsuite.Port) {
				t.Step("no report of status", func() { nicsuite.SendSilently(t, p) })
				t.Step("transmitter turned off", func() { nicsuite.SendWhileOff(t, p) })
				t.Step("VLAN tags", func() { nicsuite.SendTags(t, p) })
				t.Step("statistics", func() { nicsuite.SendStatistics(t, p) })
			})
		})
	}
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}}, func(p nicsuite.Port) {
		t.Step("checksums", func() { nicsuite.SendChecksums(t, p) })
		t.Step("one checksum", func() { nicsuite.SendOneChecksum(t, p) })
		t.Step("segmentation", func() {
			for _, ipv6 := range []bool{false, true} {
				nicsuite.SendSegments(t, p, ipv6)
				nicsuite.SendFullSegments(t, p, ipv6)
			}
		})
	})
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}}, func(p nicsuite.Port) {
		t.Step("flags of the last segment", func() { nicsuite.SendLastFlags(t, p) })
	})
	t.Step("interrupt causes", func() { interrupts(nic).SendCauses(t, rig{nic}, portOf(nic, peer), e1000e.CauseTXDW, e1000e.CauseTXQE) })
}
