package pcnet

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "pcnet-tests/registers", pcnet.Driver, registers, known)
	graph.Test(g, "pcnet-tests/transfers", pcnet.Driver, transfers, known)
	graph.Test(g, "pcnet-tests/filter", pcnet.Driver, filter, known)
	graph.Test(g, "pcnet-tests/interrupts", pcnet.Driver, interrupts, known)
	graph.Test(g, "pcnet-tests/loopback", pcnet.Driver, loopback, known)
	graph.Pair(g, "pcnet-tests/migrate", pcnet.Driver, migrate, known)
}

// suite returns the checks of all controllers, with the controller set up by s.
func suite(t *run.T, nic *pcnet.Device, s pcnet.Setup) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return ethersuite.Suite{
		Device: rig{nic, s}, Machine: nic.Machine, Peer: peer, Address: pcnet.Address(),
		Pieces: 16, Hash: pcnet.FilterBit, Bits: pcnet.FilterBits,
	}
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	nic   *pcnet.Device
	setup pcnet.Setup // without address and filter
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	s := r.setup
	s.Address, s.Filter = pcnet.Address(), pcnet.Filter(f.Groups...)
	if f.AllGroups {
		s.Filter = ^uint64(0)
	}
	if f.Promiscuous {
		s.Mode |= pcnet.ModePromiscuous
	}
	if !f.Broadcast {
		s.Mode |= pcnet.ModeNoBroadcast
	}
	return r.nic.Start(ctx, s)
}

// styles returns the software styles.
func styles() []pcnet.Style {
	return []pcnet.Style{pcnet.StyleLANCE, pcnet.StyleILACC, pcnet.StylePCI, pcnet.StyleBurst}
}
