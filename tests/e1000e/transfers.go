package e1000e

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// multipleTransfers keeps both directions busy: rings that wrap many times, both
// queues, and their interrupts.
func multipleTransfers(t *run.T, nic *e1000e.Device) {
	peer := nicsuite.Attach(t)
	for i, s := range []nicsuite.Setup{
		{Transmit: intelnic.LegacyTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 8},
		{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}, Descriptors: 8},
		{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}, Descriptors: 24, Buffer: 512},
	} {
		t.Step(fmt.Sprintf("rings of %d descriptors, set-up %d", s.Descriptors, i), func() {
			suite(nic, peer, s).Transfers(t, 200)
		})
	}
	nic.Machine.StepAbove(t, func() {
		s := nicsuite.Setup{Transmit: intelnic.LegacyTX{}, Receive: intelnic.LegacyRX{}, Descriptors: 8}
		suite(nic, peer, s).Transfers(t, 20)
	})
	with(t, nic, peer, nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}}, func(p nicsuite.Port) {
		t.Step("interrupt pin", func() { interrupts(nic).PinByTraffic(t, p, e1000e.CauseTXDW, e1000e.CauseRXT0) })
	})
	t.Step("both queues", func() { bothQueues(t, nic, peer) })
	t.Step("vectors of queues", func() { vectorsOfQueues(t, nic, peer) })
}

// bothQueues sends through both transmit queues at once.
func bothQueues(t *run.T, nic *e1000e.Device, peer *ethernet.Peer) {
	s := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Descriptors: 16}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		second := nicsuite.OpenTX(t, rig{nic}, 1, s)
		defer func() { t.Must(second.Close()) }()
		nicsuite.SendByTurns(t, p, []*intelnic.TXQueue{p.TX, second})
	})
}

// vectorsOfQueues checks the MSI-X vectors that traffic through each queue fires,
// and that no others fire: first with one vector for each source, then with two
// sources on one vector.
func vectorsOfQueues(t *run.T, nic *e1000e.Device, peer *ethernet.Peer) {
	s := nicsuite.Setup{Transmit: intelnic.ExtendedTX{}, Receive: e1000e.ExtendedRX{}, Descriptors: 16}
	for _, vectors := range []map[e1000e.Source]int{
		{e1000e.SourceRXQ0: 0, e1000e.SourceRXQ1: 1, e1000e.SourceTXQ0: 2, e1000e.SourceTXQ1: 3, e1000e.SourceOther: 4},
		{e1000e.SourceRXQ0: 4, e1000e.SourceRXQ1: 3, e1000e.SourceTXQ0: 1, e1000e.SourceTXQ1: 0, e1000e.SourceOther: 2},
		{e1000e.SourceRXQ0: 1, e1000e.SourceRXQ1: 1, e1000e.SourceTXQ0: 2, e1000e.SourceTXQ1: 2, e1000e.SourceOther: 0},
	} {
		with(t, nic, peer, s, func(p nicsuite.Port) { queueVectors(t, nic, p, s, vectors) })
	}
}

func queueVectors(t *run.T, nic *e1000e.Device, p nicsuite.Port, s nicsuite.Setup, vectors map[e1000e.Source]int) {
	t.Helper()
	ctx := t.Context()
	rx, tx := [2]*intelnic.RXQueue{p.RX, nicsuite.OpenRX(t, rig{nic}, 1, s)}, [2]*intelnic.TXQueue{p.TX, nicsuite.OpenTX(t, rig{nic}, 1, s)}
	defer func() { t.Must(rx[1].Close()) }()
	defer func() { t.Must(tx[1].Close()) }()
	x, done := vectorsOn(t, nic)
	defer done()
	allocate(t, nic, vectors)
	for n := range 2 {
		frame := ethersuite.Frame(ethersuite.Host(), p.Address, 64, byte(n))
		t.Must(tx[n].Send(ctx, intelnic.Offload{}, frame))
		p.Arrives(t, "a frame", frame)
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("sent through queue %d with %v", n, vectors), vectors[e1000e.SourceTXQ0+e1000e.Source(n)])

		if n == 0 {
			redirectAll(t, nic, n)
		} else {
			nicsuite.RedirectFlows(t, &nic.Controller, p.Spread()[:1], e1000e.RedirectTo(n))
		}
		p.RX = rx[n]
		p.Delivers(t, "a frame", packetOf(p))
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("received into queue %d with %v", n, vectors), vectors[e1000e.SourceRXQ0+e1000e.Source(n)])
	}
}

// redirectAll sends every hashed packet to receive queue n.
func redirectAll(t *run.T, nic *e1000e.Device, n int) {
	t.Helper()
	nicsuite.Redirect(t, &nic.Controller, e1000e.MultipleQueuesRSS|intelnic.MultipleQueuesIPv4TCP,
		func(int) uint8 { return e1000e.RedirectTo(n) })
}

// packetOf returns a packet that RSS hashes.
func packetOf(p nicsuite.Port) []byte { return p.Spread()[0].Bytes() }
