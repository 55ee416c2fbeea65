package e1000e

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/e1000e"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/intelnic"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "e1000e-tests/init", e1000e.Driver, initialise)
	graph.Test(g, "e1000e-tests/tx", e1000e.Driver, transmit)
	graph.Test(g, "e1000e-tests/rx", e1000e.Driver, receive)
	graph.Test(g, "e1000e-tests/multiple_transfers", e1000e.Driver, multipleTransfers)
	graph.Test(g, "e1000e-tests/hotplug", e1000e.Driver, hotplug,
		graph.Requires(pci.Hotplug), graph.Define(nictest.SecondNetdev, ethernet.Socket()))
}

// attach returns the far end of the path's link.
func attach(t *graph.T) *ethernet.Peer {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return peer
}

// setup is how a check wants the controller.
type setup struct {
	transmit    intelnic.TransmitFormat // nil: no transmit queue
	receive     intelnic.ReceiveFormat  // nil: no receive queue
	descriptors int                     // of each ring; 0 for 64
	buffer      int                     // of a receive descriptor, in bytes; 0 for 2048
	rctl        intelnic.ReceiveControl // besides RXEN and SECRC
	empty       bool                    // the receive ring is offered no buffers
}

// with resets the controller, sets it up with its queues 0, calls check and
// takes the queues down.
func with(t *graph.T, nic *e1000e.Device, peer *ethernet.Peer, s setup, check func(p nictest.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	t.Must(nic.LinkUp(t.Context()))
	t.Must(nic.SetVLANType(t.Context(), ethernet.VLAN))
	p := nictest.Port{Controller: &nic.Controller, Peer: peer, Address: e1000e.Address()}
	if s.transmit != nil {
		p.TX = openTX(t, nic, 0, s)
		defer func() { t.Must(p.TX.Close()) }()
		t.Must(nic.StartTX(t.Context()))
		defer func() { t.Must(nic.StopTX(t.Context())) }()
	}
	if s.receive != nil {
		p.RX = openRX(t, nic, 0, s)
		defer func() { t.Must(p.RX.Close()) }()
		startRX(t, nic, s)
		defer func() { t.Must(nic.StopRX(t.Context())) }()
	}
	check(p)
}

func openTX(t *graph.T, nic *e1000e.Device, n int, s setup) *intelnic.TXQueue {
	t.Helper()
	q, err := nic.OpenTX(t.Context(), n, s.ringSize(), s.transmit)
	t.Must(err)
	return q
}

// openRX sets up a receive queue, with all its buffers offered unless the setup
// wants it empty.
func openRX(t *graph.T, nic *e1000e.Device, n int, s setup) *intelnic.RXQueue {
	t.Helper()
	q, err := nic.OpenRX(t.Context(), n, s.ringSize(), s.receive, s.bufferSize())
	t.Must(err)
	if !s.empty {
		t.Must(q.FillAll(t.Context()))
	}
	return q
}

// startRX turns the receiver on, with the setup's format of descriptors.
func startRX(t *graph.T, nic *e1000e.Device, s setup) {
	t.Helper()
	var filter e1000e.ReceiveFilter
	if s.receive == (e1000e.ExtendedRX{}) {
		filter = e1000e.ReceiveFilterEXSTEN
	}
	t.Must(e1000e.RFCTL.Write(t.Context(), nic.Regs, filter))
	t.Must(nic.StartRX(t.Context(), s.bufferSize(), intelnic.ReceiveSECRC|s.rctl))
}

func (s setup) ringSize() int {
	if s.descriptors == 0 {
		return 64
	}
	return s.descriptors
}

func (s setup) bufferSize() int {
	if s.buffer == 0 {
		return 2048
	}
	return s.buffer
}
