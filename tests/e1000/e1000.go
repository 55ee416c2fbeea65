package e1000

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// Register adds the tests of the controllers.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "e1000-tests/init", e1000.Interface, initialise, known)
	graph.Test(g, "e1000-tests/tx", e1000.Interface, transmit, known)
	graph.Test(g, "e1000-tests/rx", e1000.Interface, receive, known)
	graph.Test(g, "e1000-tests/filter", e1000.Interface, filter)
	graph.Test(g, "e1000-tests/multiple_transfers", e1000.Interface, multipleTransfers, known)
	graph.Test(g, "e1000-tests/delays", e1000.Interface, delays, graph.Requires(graph.SteppedClock), known)
	graph.Pair(g, "e1000-tests/migrate", e1000.Interface, migrate, known)
	graph.Test(g, "e1000-tests/hotplug", e1000.Interface, hotplug,
		graph.Requires(pci.Hotplug), graph.Define(nicsuite.SecondNetdev, ethernet.Socket()), ethernet.PluggedLater())
}

// with sets the controller up with its queues, calls check and takes the queues down.
func with(t *run.T, nic *e1000.Device, peer *ethernet.Peer, s nicsuite.Setup, check func(p nicsuite.Port)) {
	t.Helper()
	nicsuite.With(t, rig{nic}, portOf(nic, peer), s, check)
}

// suite returns the checks of all Ethernet controllers.
func suite(nic *e1000.Device, peer *ethernet.Peer, s nicsuite.Setup) ethersuite.Suite {
	return nicsuite.Ethernet(rig{nic}, portOf(nic, peer), s)
}

// portOf returns the controller's port without queues.
func portOf(nic *e1000.Device, peer *ethernet.Peer) nicsuite.Port {
	return nicsuite.Port{Controller: &nic.Controller, Peer: peer, Address: e1000.Address(), Restart: restart}
}

// restart is more than the second that QEMU's receiver rests after a write to RCTL.
const restart = 1010 * time.Millisecond

// rig is the controller as package nicsuite sets it up.
type rig struct{ *e1000.Device }

// OpenTX sets up the transmit queue.
func (r rig) OpenTX(ctx context.Context, _, size int, format intelnic.TransmitFormat) (*intelnic.TXQueue, error) {
	return r.Device.OpenTX(ctx, size, format)
}

// OpenRX sets up the receive queue.
func (r rig) OpenRX(ctx context.Context, _ int, s nicsuite.Setup) (*intelnic.RXQueue, error) {
	return r.Device.OpenRX(ctx, s.RingSize(), s.BufferSize())
}

// StartRX turns the receiver on.
func (r rig) StartRX(ctx context.Context, s nicsuite.Setup) error {
	return r.Device.StartRX(ctx, s.BufferSize(), intelnic.ReceiveSECRC|s.Control)
}
