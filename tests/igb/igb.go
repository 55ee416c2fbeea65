package igb

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/igb"
	"github.com/qgraph/qgraph/libqos/intelnic"
	"github.com/qgraph/qgraph/libqos/intelnic/nictest"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "igb-tests/init", igb.Driver, initialise)
	graph.Test(g, "igb-tests/tx", igb.Driver, transmit)
	graph.Test(g, "igb-tests/rx", igb.Driver, receive)
	graph.Test(g, "igb-tests/multiple_transfers", igb.Driver, multipleTransfers)
	graph.Test(g, "igb-tests/hotplug", igb.Driver, hotplug,
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
	queue       int                     // of both directions
	transmit    intelnic.TransmitFormat // nil: no transmit queue
	receive     intelnic.ReceiveFormat  // nil: no receive queue
	descriptors int                     // of each ring; 0 for 64
	buffer      int                     // of a receive descriptor, in bytes; 0 for 2048
	split       igb.SplitControl        // besides the format of descriptors and the size of buffers
	rctl        intelnic.ReceiveControl // besides RXEN and SECRC
	empty       bool                    // the receive ring is offered no buffers
}

// with resets the controller, sets it up with one queue of each direction, calls
// check and takes the queues down.
func with(t *graph.T, nic *igb.Device, peer *ethernet.Peer, s setup, check func(p nictest.Port)) {
	t.Helper()
	ctx := t.Context()
	t.Must(nic.Reset(ctx))
	t.Must(nic.LinkUp(ctx))
	t.Must(nic.SetVLANType(ctx, ethernet.VLAN))
	p := nictest.Port{Controller: &nic.Controller, Peer: peer, Address: igb.Address()}
	if s.transmit != nil {
		p.TX = openTX(t, nic, s.queue, s)
		defer func() { t.Must(p.TX.Close()) }()
		t.Must(nic.StartTX(ctx))
		defer func() { t.Must(nic.StopTX(ctx)) }()
	}
	if s.receive != nil {
		p.RX = openRX(t, nic, s.queue, s)
		defer func() { t.Must(p.RX.Close()) }()
		t.Must(nic.StartRX(ctx, intelnic.ReceiveSECRC|s.rctl))
		defer func() { t.Must(nic.StopRX(ctx)) }()
	}
	check(p)
}

func openTX(t *graph.T, nic *igb.Device, n int, s setup) *intelnic.TXQueue {
	t.Helper()
	q, err := nic.OpenTX(t.Context(), n, s.ringSize(), s.transmit)
	t.Must(err)
	return q
}

// openRX sets up a receive queue, with all its buffers offered unless the setup
// wants it empty.
func openRX(t *graph.T, nic *igb.Device, n int, s setup) *intelnic.RXQueue {
	t.Helper()
	control := s.split | igb.SplitBuffers(s.bufferSize())
	if s.receive == (igb.AdvancedRX{}) {
		control |= igb.SplitAdvanced
	}
	q, err := nic.OpenRX(t.Context(), n, s.ringSize(), s.receive, control)
	t.Must(err)
	if !s.empty {
		t.Must(q.FillAll(t.Context()))
	}
	return q
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
