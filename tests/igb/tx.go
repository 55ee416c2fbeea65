package igb

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/igb"
	"github.com/qgraph/qgraph/libqos/intelnic"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
)

// transmit sends frames in every way that the controller has and compares them
// with what arrives at the far end.
func transmit(t *run.T, nic *igb.Device) {
	peer := nictest.Attach(t)
	for _, f := range []struct {
		name   string
		format intelnic.TransmitFormat
	}{{"legacy descriptors", intelnic.LegacyTX{}}, {"advanced descriptors", igb.AdvancedTX{}}} {
		t.Step(f.name, func() {
			with(t, nic, peer, nictest.Setup{Transmit: f.format}, func(p nictest.Port) {
				t.Step("sizes", func() { nictest.SendSizes(t, p) })
				t.Step("frames in pieces", func() { nictest.SendPieces(t, p) })
				t.Step("no report of status", func() { nictest.SendSilently(t, p) })
				t.Step("transmitter turned off", func() { nictest.SendWhileOff(t, p) })
				t.Step("statistics", func() { nictest.SendStatistics(t, p) })
			})
		})
	}
	with(t, nic, peer, nictest.Setup{Transmit: igb.AdvancedTX{}}, func(p nictest.Port) {
		t.Step("VLAN tags", func() { nictest.SendTags(t, p) })
		t.Step("checksums", func() { nictest.SendChecksums(t, p) })
		t.Step("one checksum", func() { nictest.SendOneChecksum(t, p) })
		t.Step("segmentation", func() { nictest.SendSegments(t, p) })
	})
}
