package rtl8139

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "rtl8139-tests/nop", rtl8139.Driver, nop, known)
	graph.Test(g, "rtl8139-tests/timer", rtl8139.Driver, timer, graph.Requires(graph.SteppedClock), known)
	graph.Test(g, "rtl8139-tests/transfers", rtl8139.Driver, transfers, known)
	graph.Test(g, "rtl8139-tests/filter", rtl8139.Driver, filter, known)
	graph.Test(g, "rtl8139-tests/registers", rtl8139.Driver, registers, known)
	graph.Test(g, "rtl8139-tests/interrupts", rtl8139.Driver, interrupts, known)
	graph.Test(g, "rtl8139-tests/plus", rtl8139.Driver, plus, known)
	graph.Pair(g, "rtl8139-tests/migrate", rtl8139.Driver, migrate, known)
}

// suite returns the checks of all controllers, with the controller set up by s.
func suite(t *run.T, nic *rtl8139.Device, s rtl8139.Setup) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return ethersuite.Suite{
		Device: rig{nic, s}, Machine: nic.Machine, Peer: peer, Address: rtl8139.Address(),
		Hash: rtl8139.FilterBit, Bits: rtl8139.FilterBits,
	}
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	nic   *rtl8139.Device
	setup rtl8139.Setup
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	return r.open(ctx, f)
}

func (r rig) open(ctx context.Context, f ethersuite.Filter) (*rtl8139.Port, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	return r.nic.Start(ctx, filtered(r.setup, f))
}

// filtered returns a setup with a filter.
func filtered(s rtl8139.Setup, f ethersuite.Filter) rtl8139.Setup {
	s.Receive |= rtl8139.AcceptPhysical
	s.Filter |= rtl8139.Filter(f.Groups...)
	if f.AllGroups || f.Promiscuous {
		s.Filter = ^uint64(0)
	}
	if s.Filter != 0 {
		s.Receive |= rtl8139.AcceptMulticast
	}
	if f.Promiscuous {
		s.Receive |= rtl8139.AcceptAll
	}
	if f.Broadcast {
		s.Receive |= rtl8139.AcceptBroadcast
	}
	return s
}

// with starts the controller, which receives frames to its address, calls check and stops it.
func with(t *run.T, nic *rtl8139.Device, s rtl8139.Setup, check func(p *rtl8139.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	p, err := nic.Start(t.Context(), filtered(s, ethersuite.Filter{}))
	t.Must(err)
	check(p)
	t.Must(p.Close(t.Context()))
}
