package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// transmit sends frames in every way that the controller supports and compares
// them with the frames at the far end.
func transmit(t *run.T, nic *igb.Device) {
	peer := nicsuite.Attach(t)
	for _, f := range []struct {
		name   string
		format intelnic.TransmitFormat
	}{{"legacy descriptors", intelnic.LegacyTX{}}, {"advanced descriptors", igb.AdvancedTX{}}} {
		t.Step(f.name, func() {
			s := suite(nic, peer, nicsuite.Setup{Transmit: f.format, Receive: igb.AdvancedRX{}, Control: intelnic.ReceiveLPE})
			t.Step("sizes", func() { s.SendSizes(t) })
			t.Step("frames in pieces", func() { s.SendPieces(t) })
			with(t, nic, peer, nicsuite.Setup{Transmit: f.format}, func(p nicsuite.Port) {
				t.Step("no report of status", func() { nicsuite.SendSilently(t, p) })
				t.Step("transmitter turned off", func() { nicsuite.SendWhileOff(t, p) })
				t.Step("statistics", func() { nicsuite.SendStatistics(t, p) })
			})
		})
	}
	with(t, nic, peer, nicsuite.Setup{Transmit: igb.AdvancedTX{}}, func(p nicsuite.Port) {
		t.Step("VLAN tags", func() { nicsuite.SendTags(t, p) })
		t.Step("checksums", func() { nicsuite.SendChecksums(t, p) })
		t.Step("one checksum", func() { nicsuite.SendOneChecksum(t, p) })
		t.Step("segmentation", func() {
			for _, ipv6 := range []bool{false, true} {
				nicsuite.SendSegments(t, p, ipv6)
				nicsuite.SendFullSegments(t, p, ipv6)
			}
		})
	})
	with(t, nic, peer, nicsuite.Setup{Transmit: igb.AdvancedTX{}}, func(p nicsuite.Port) {
		t.Step("flags of the last segment", func() { nicsuite.SendLastFlags(t, p) })
	})
}
