package igb

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
	"github.com/qgraph/qgraph/tests/suite/nicsuite"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "igb-tests/init", igb.Driver, initialise, graph.Known(deviations()...), graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "igb: RCTL.DTYP must be zero", Why: "The test fills registers with a pattern before it resets the device.",
	}))
	graph.Test(g, "igb-tests/tx", igb.Driver, transmit, graph.Known(deviations()...))
	graph.Test(g, "igb-tests/rx", igb.Driver, receive, graph.Known(deviations()...))
	graph.Test(g, "igb-tests/multiple_transfers", igb.Driver, multipleTransfers, graph.AskHighRAM(), graph.Known(deviations()...))
	graph.Test(g, "igb-tests/moderation", igb.Driver, moderation, graph.Requires(graph.SteppedClock), graph.Known(deviations()...))
	graph.Pair(g, "igb-tests/migrate", igb.Driver, migrate, graph.Known(deviations()...))
	graph.Test(g, "igb-tests/hotplug", igb.Driver, hotplug,
		graph.Requires(pci.Hotplug), graph.Define(nicsuite.SecondNetdev, ethernet.Socket()), ethernet.PluggedLater())
}

// with sets the controller up with queues 0, calls check and takes the queues
// down.
func with(t *run.T, nic *igb.Device, peer *ethernet.Peer, s nicsuite.Setup, check func(p nicsuite.Port)) {
	t.Helper()
	withRig(t, rig{Device: nic}, peer, s, check)
}

func withRig(t *run.T, r rig, peer *ethernet.Peer, s nicsuite.Setup, check func(p nicsuite.Port)) {
	t.Helper()
	nicsuite.With(t, r, portOf(r.Device, peer), s, check)
}

// suite returns the checks of all Ethernet controllers.
func suite(nic *igb.Device, peer *ethernet.Peer, s nicsuite.Setup) ethersuite.Suite {
	return nicsuite.Ethernet(rig{Device: nic}, portOf(nic, peer), s)
}

// portOf returns the controller's port without queues.
func portOf(nic *igb.Device, peer *ethernet.Peer) nicsuite.Port {
	return nicsuite.Port{Controller: &nic.Controller, Peer: peer, Address: igb.Address()}
}

// rig is the controller as package nicsuite sets it up.
type rig struct {
	*igb.Device
	split igb.SplitControl // beyond the descriptor format and the buffer size
}

// OpenRX sets up a receive queue.
func (r rig) OpenRX(ctx context.Context, n int, s nicsuite.Setup) (*intelnic.RXQueue, error) {
	control := r.split | igb.SplitBuffers(s.BufferSize())
	if s.Receive == (igb.AdvancedRX{}) {
		control |= igb.SplitAdvanced
	}
	return r.Device.OpenRX(ctx, n, s.RingSize(), s.Receive, control)
}

// StartRX turns the receiver on.
func (r rig) StartRX(ctx context.Context, s nicsuite.Setup) error {
	return r.Device.StartRX(ctx, intelnic.ReceiveSECRC|s.Control)
}
