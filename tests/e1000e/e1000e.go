package e1000e

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
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

// with sets the controller up with its queues 0, calls check and takes the queues
// down.
func with(t *run.T, nic *e1000e.Device, peer *ethernet.Peer, s nictest.Setup, check func(p nictest.Port)) {
	t.Helper()
	nictest.With(t, rig{nic}, nictest.Port{Controller: &nic.Controller, Peer: peer, Address: e1000e.Address()}, s, check)
}

// rig is the controller as package nictest sets it up.
type rig struct{ *e1000e.Device }

// OpenRX sets up a receive queue.
func (r rig) OpenRX(ctx context.Context, n int, s nictest.Setup) (*intelnic.RXQueue, error) {
	return r.Device.OpenRX(ctx, n, s.RingSize(), s.Receive, s.BufferSize())
}

// StartRX turns the receiver on, with the setup's format of descriptors.
func (r rig) StartRX(ctx context.Context, s nictest.Setup) error {
	var filter e1000e.ReceiveFilter
	if s.Receive == (e1000e.ExtendedRX{}) {
		filter = e1000e.ReceiveFilterEXSTEN
	}
	if err := e1000e.RFCTL.Write(ctx, r.Regs, filter); err != nil {
		return err
	}
	return r.Device.StartRX(ctx, s.BufferSize(), intelnic.ReceiveSECRC|s.Control)
}
