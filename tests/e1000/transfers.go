package e1000

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// multipleTransfers keeps both directions busy: rings that wrap many times, and their
// interrupts.
func multipleTransfers(t *run.T, nic *e1000.Device) {
	peer := nicsuite.Attach(t)
	for i, s := range []nicsuite.Setup{
		{Transmit: intelnic.LegacyTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 8},
		{Transmit: intelnic.ExtendedTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 8},
		{Transmit: intelnic.ExtendedTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 24, Buffer: 512},
	} {
		t.Step(fmt.Sprintf("rings of %d descriptors, set-up %d", s.Descriptors, i), func() {
			suite(nic, peer, s).Transfers(t, 200)
		})
	}
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: intelnic.LegacyRX{}}, func(p nicsuite.Port) {
		t.Step("interrupt pin", func() { interrupts(nic).PinByTraffic(t, p, e1000.CauseTXDW, e1000.CauseRXT0) })
	})
	t.Step("offloads by turns", func() {
		with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Descriptors: 16}, func(p nicsuite.Port) {
			nicsuite.SendByTurns(t, p, []*intelnic.TXQueue{p.TX, p.TX})
		})
	})
}
