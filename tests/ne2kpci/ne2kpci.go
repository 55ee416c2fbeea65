package ne2kpci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the tests of the controller on both buses.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "ne2k_pci-tests/registers", ne2kpci.Driver, registersOnPCI, known)
	graph.Test(g, "ne2k_isa-tests/registers", ne2kpci.ISADriver, registers, known)
	for _, d := range []graph.Driver[*ne2kpci.Device]{ne2kpci.Driver, ne2kpci.ISADriver} {
		graph.Test(g, d.Name()+"-tests/memory", d, memory, known)
		graph.Test(g, d.Name()+"-tests/transfers", d, transfers, known)
		graph.Test(g, d.Name()+"-tests/filter", d, filter, known)
		graph.Test(g, d.Name()+"-tests/interrupts", d, interrupts, known)
		graph.Pair(g, d.Name()+"-tests/migrate", d, migrate, known)
	}
}

// suite returns the checks of all controllers, with the controller set up by s.
func suite(t *run.T, nic *ne2kpci.Device, s ne2kpci.Setup) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	return ethersuite.Suite{
		Device: rig{nic, s}, Machine: nic.Machine, Peer: peer, Address: ne2kpci.Address(),
		Hash: ne2kpci.FilterBit, Bits: ne2kpci.FilterBits,
	}
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	nic   *ne2kpci.Device
	setup ne2kpci.Setup // without address and filter
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	s := r.setup
	s.Address, s.Filter = ne2kpci.Address(), ne2kpci.Filter(f.Groups...)
	if len(f.Groups) > 0 {
		s.Receive |= ne2kpci.AcceptMulticast
	}
	if f.AllGroups || f.Promiscuous {
		s.Receive |= ne2kpci.AcceptMulticast
		s.Filter = [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	}
	if f.Promiscuous {
		s.Receive |= ne2kpci.AcceptAll
	}
	if f.Broadcast {
		s.Receive |= ne2kpci.AcceptBroadcast
	}
	return r.nic.Start(ctx, s)
}

// with starts the controller, calls check and stops it.
func with(t *run.T, nic *ne2kpci.Device, s ne2kpci.Setup, check func(p *ne2kpci.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	s.Address = ne2kpci.Address()
	p, err := nic.Start(t.Context(), s)
	t.Must(err)
	check(p)
	t.Must(p.Close(t.Context()))
}
