package igb

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// multipleTransfers keeps both directions busy: rings that wrap many times, every
// queue, and their interrupts.
func multipleTransfers(t *run.T, nic *igb.Device) {
	peer := nicsuite.Attach(t)
	for i, s := range []nicsuite.Setup{
		{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8},
		{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 24, Buffer: 1024},
		{Transmit: intelnic.LegacyTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8},
	} {
		t.Step(fmt.Sprintf("rings of %d descriptors, set-up %d", s.Descriptors, i), func() {
			suite(nic, peer, s).Transfers(t, 200)
		})
	}
	with(t, nic, peer, nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}}, func(p nicsuite.Port) {
		t.Must(nic.Allocate(t.Context(), igb.Transmit, 0, 0))
		t.Step("interrupt pin", func() { interrupts(nic).PinByTraffic(t, p, igb.CauseTXDW, igb.CauseRXDW) })
	})
	with(t, nic, peer, nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}}, func(p nicsuite.Port) {
		t.Step("interrupt pin by a received frame, with an empty IVAR", func() { interrupts(nic).PinByTraffic(t, p, 0, igb.CauseRXDW) })
		t.Step("interrupt pin with an empty IVAR", func() { interrupts(nic).PinByTraffic(t, p, igb.CauseTXDW, 0) })
	})
	t.Step("all queues", func() { allQueues(t, nic, peer) })
	nic.Machine.StepAbove(t, func() {
		s := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8}
		suite(nic, peer, s).Transfers(t, 20)
	})
}

// allQueues sends through all queues in turn. Then it sends and receives through
// each, and checks that only the vectors assigned to its directions fire.
func allQueues(t *run.T, nic *igb.Device, peer *ethernet.Peer) {
	s := nicsuite.Setup{Transmit: igb.AdvancedTX{}, Receive: igb.AdvancedRX{}, Descriptors: 8}
	with(t, nic, peer, s, func(p nicsuite.Port) {
		rx, tx := []*intelnic.RXQueue{p.RX}, []*intelnic.TXQueue{p.TX}
		for n := 1; n < igb.Queues; n++ {
			r, w := nicsuite.OpenRX(t, rig{Device: nic}, n, s), nicsuite.OpenTX(t, rig{Device: nic}, n, s)
			defer func() { t.Must(r.Close()) }()
			defer func() { t.Must(w.Close()) }()
			rx, tx = append(rx, r), append(tx, w)
		}
		nicsuite.SendByTurns(t, p, tx)
		x, done := vectorsOn(t, nic)
		defer done()
		for n := range igb.Queues {
			rxVector, txVector := n%igb.Vectors, (n+3)%igb.Vectors
			t.Must(nic.Allocate(t.Context(), igb.Receive, n, rxVector))
			t.Must(nic.Allocate(t.Context(), igb.Transmit, n, txVector))
		}
		for n := range igb.Queues {
			p.RX, p.TX = rx[n], tx[n]
			if n == 0 {
				redirectAll(t, nic, n)
			} else {
				nicsuite.RedirectFlows(t, &nic.Controller, p.Spread()[:flows], igb.RedirectTo(n))
			}
			queueVectors(t, nic, p, x, n)
		}
	})
}

// flows is the number of packets sent into each queue.
const flows = 3

// queueVectors sends and receives a few frames through queue n: one by one at first,
// so that a vector fires again, then all at once.
func queueVectors(t *run.T, nic *igb.Device, p nicsuite.Port, x *pci.MSIX, n int) {
	t.Helper()
	together := flows
	if n == 0 {
		together = 1
	}
	for i := 0; i < flows; i += together {
		var out, in [][]byte
		for k := i; k < i+together; k++ {
			out = append(out, ethersuite.Frame(ethersuite.Host(), p.Address, 60+n, byte(k)))
			in = append(in, p.Spread()[k].Bytes())
		}
		nicsuite.SendAll(t, p, fmt.Sprintf("from frame %d on through queue %d", i, n), out)
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("sent through queue %d", n), (n+3)%igb.Vectors)
		nicsuite.ReceiveAll(t, p, fmt.Sprintf("from frame %d on into queue %d", i, n), in)
		nicsuite.Fires(t, nic.Machine, x, fmt.Sprintf("received into queue %d", n), n%igb.Vectors)
		t.Must(nic.Acknowledge(t.Context()))
	}
}

// redirectAll sends every hashed packet to receive queue n.
func redirectAll(t *run.T, nic *igb.Device, n int) {
	t.Helper()
	nicsuite.Redirect(t, &nic.Controller, igb.MultipleQueuesRSS|intelnic.MultipleQueuesIPv4TCP|intelnic.MultipleQueuesIPv4,
		func(int) uint8 { return igb.RedirectTo(n) })
}
