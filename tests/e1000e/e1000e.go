package e1000e

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "e1000e-tests/init", e1000e.Driver, initialise, known)
	graph.Test(g, "e1000e-tests/tx", e1000e.Driver, transmit, known)
	graph.Test(g, "e1000e-tests/rx", e1000e.Driver, receive, known)
	graph.Test(g, "e1000e-tests/multiple_transfers", e1000e.Driver, multipleTransfers, graph.AskHighRAM(), known)
	graph.Test(g, "e1000e-tests/delays", e1000e.Driver, delays, graph.Requires(graph.SteppedClock))
	graph.Pair(g, "e1000e-tests/migrate", e1000e.Driver, migrate, known)
	graph.Test(g, "e1000e-tests/hotplug", e1000e.Driver, hotplug,
		graph.Requires(pci.Hotplug), graph.Define(nicsuite.SecondNetdev, ethernet.Socket()), ethernet.PluggedLater())
}

// with sets the controller up with queues 0, calls check and takes the queues
// down.
func with(t *run.T, nic *e1000e.Device, peer *ethernet.Peer, s nicsuite.Setup, check func(p nicsuite.Port)) {
	t.Helper()
	nicsuite.With(t, rig{nic}, portOf(nic, peer), s, check)
}

// suite returns the checks of all Ethernet controllers.
func suite(nic *e1000e.Device, peer *ethernet.Peer, s nicsuite.Setup) ethersuite.Suite {
	return nicsuite.Ethernet(rig{nic}, portOf(nic, peer), s)
}

// portOf returns the controller's port without queues.
func portOf(nic *e1000e.Device, peer *ethernet.Peer) nicsuite.Port {
	return nicsuite.Port{Controller: &nic.Controller, Peer: peer, Address: e1000e.Address()}
}

// rig is the controller as package nicsuite sets it up.
type rig struct{ *e1000e.Device }

// OpenRX sets up a receive queue.
func (r rig) OpenRX(ctx context.Context, n int, s nicsuite.Setup) (*intelnic.RXQueue, error) {
	return r.Device.OpenRX(ctx, n, s.RingSize(), s.Receive, s.BufferSize())
}

// StartRX turns the receiver on, with the setup's format of descriptors.
func (r rig) StartRX(ctx context.Context, s nicsuite.Setup) error {
	var filter e1000e.ReceiveFilter
	if s.Receive == (e1000e.ExtendedRX{}) {
		filter = e1000e.ReceiveFilterEXSTEN
	}
	if err := e1000e.RFCTL.Write(ctx, r.Regs, filter); err != nil {
		return err
	}
	return r.Device.StartRX(ctx, s.BufferSize(), intelnic.ReceiveSECRC|s.Control)
}
