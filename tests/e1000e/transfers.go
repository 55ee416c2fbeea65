package e1000e

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/e1000e"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/intelnic"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
)

// multipleTransfers keeps both directions busy: rings that wrap many times, both
// queues, and with the interrupts that belong to them.
func multipleTransfers(t *graph.T, nic *e1000e.Device) {
	peer := attach(t)
	for _, s := range []setup{
		{transmit: intelnic.LegacyTX{}, receive: intelnic.LegacyRX{}, descriptors: 8},
		{transmit: e1000e.ExtendedTX{}, receive: e1000e.ExtendedRX{}, descriptors: 8},
		{transmit: e1000e.ExtendedTX{}, receive: e1000e.ExtendedRX{}, descriptors: 24, buffer: 512},
	} {
		with(t, nic, peer, s, func(p nictest.Port) { nictest.Transfers(t, p, 200) })
	}
	with(t, nic, peer, setup{transmit: e1000e.ExtendedTX{}, receive: e1000e.ExtendedRX{}}, func(p nictest.Port) {
		interrupts(nic).PinByTraffic(t, p, e1000e.CauseTXDW, e1000e.CauseRXT0)
	})
	bothQueues(t, nic, peer)
	vectorsOfQueues(t, nic, peer)
}

// bothQueues sends through both transmit queues at once.
func bothQueues(t *graph.T, nic *e1000e.Device, peer *ethernet.Peer) {
	s := setup{transmit: e1000e.ExtendedTX{}, descriptors: 16}
	with(t, nic, peer, s, func(p nictest.Port) {
		second := openTX(t, nic, 1, s)
		defer func() { t.Must(second.Close()) }()
		nictest.SendByTurns(t, p, []*intelnic.TXQueue{p.TX, second})
	})
}

// vectorsOfQueues checks which MSI-X vectors traffic through each queue fires,
// and that no others do: with each source a vector of its own, and with two
// sources on one vector.
func vectorsOfQueues(t *graph.T, nic *e1000e.Device, peer *ethernet.Peer) {
	s := setup{transmit: e1000e.ExtendedTX{}, receive: e1000e.ExtendedRX{}, descriptors: 16}
	for _, vectors := range []map[e1000e.Source]int{
		{e1000e.SourceRXQ0: 0, e1000e.SourceRXQ1: 1, e1000e.SourceTXQ0: 2, e1000e.SourceTXQ1: 3, e1000e.SourceOther: 4},
		{e1000e.SourceRXQ0: 4, e1000e.SourceRXQ1: 3, e1000e.SourceTXQ0: 1, e1000e.SourceTXQ1: 0, e1000e.SourceOther: 2},
		{e1000e.SourceRXQ0: 1, e1000e.SourceRXQ1: 1, e1000e.SourceTXQ0: 2, e1000e.SourceTXQ1: 2, e1000e.SourceOther: 0},
	} {
		with(t, nic, peer, s, func(p nictest.Port) { queueVectors(t, nic, p, s, vectors) })
	}
}

func queueVectors(t *graph.T, nic *e1000e.Device, p nictest.Port, s setup, vectors map[e1000e.Source]int) {
	t.Helper()
	ctx := t.Context()
	rx, tx := [2]*intelnic.RXQueue{p.RX, openRX(t, nic, 1, s)}, [2]*intelnic.TXQueue{p.TX, openTX(t, nic, 1, s)}
	defer func() { t.Must(rx[1].Close()) }()
	defer func() { t.Must(tx[1].Close()) }()
	x, done := vectorsOn(t, nic)
	defer done()
	allocate(t, nic, vectors)
	for n := range 2 {
		frame := nictest.Frame(nictest.Host(), p.Address, 64, byte(n))
		t.Must(tx[n].Send(ctx, intelnic.Offload{}, frame))
		p.Arrives(t, "a frame", frame)
		nictest.Fires(t, nic.Machine, x, fmt.Sprintf("sent through queue %d with %v", n, vectors), vectors[e1000e.SourceTXQ0+e1000e.Source(n)])

		redirectAll(t, nic, n)
		p.RX = rx[n]
		p.Delivers(t, "a frame", packetOf(p))
		nictest.Fires(t, nic.Machine, x, fmt.Sprintf("received into queue %d with %v", n, vectors), vectors[e1000e.SourceRXQ0+e1000e.Source(n)])
	}
}

// redirectAll has every packet that is hashed go to receive queue n.
func redirectAll(t *graph.T, nic *e1000e.Device, n int) {
	t.Helper()
	var table [intelnic.RETASize]uint8
	for i := range table {
		table[i] = e1000e.RedirectTo(n)
	}
	t.Must(nic.SetRSS(t.Context(), intelnic.VerificationKey(), table))
	t.Must(intelnic.MRQC.Write(t.Context(), nic.Regs, e1000e.MultipleQueuesRSS|intelnic.MultipleQueuesIPv4TCP))
	t.Must(intelnic.RXCSUM.Modify(t.Context(), nic.Regs, 0, intelnic.ReceivePCSD))
}

// packetOf returns a packet that RSS hashes.
func packetOf(p nictest.Port) []byte { return p.Spread()[0].Bytes() }
