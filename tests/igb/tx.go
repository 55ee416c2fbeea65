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
	for _, format := range []intelnic.TransmitFormat{igb.AdvancedTX{}, intelnic.LegacyTX{}} {
		with(t, nic, peer, nictest.Setup{Transmit: format}, func(p nictest.Port) {
			nictest.SendSizes(t, p)
			nictest.SendPieces(t, p)
			nictest.SendSilently(t, p)
			nictest.SendWhileOff(t, p)
			nictest.SendStatistics(t, p)
		})
	}
	with(t, nic, peer, nictest.Setup{Transmit: igb.AdvancedTX{}}, func(p nictest.Port) {
		nictest.SendTags(t, p)
		nictest.SendChecksums(t, p)
		nictest.SendOneChecksum(t, p)
		nictest.SendSegments(t, p)
	})
}
