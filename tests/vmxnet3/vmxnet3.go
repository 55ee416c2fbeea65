package vmxnet3

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/vmxnet3"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the tests of the card.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "vmxnet3-tests/registers", vmxnet3.Driver, registers, known)
	graph.Test(g, "vmxnet3-tests/transfers", vmxnet3.Driver, transfers, graph.AskHighRAM(), known)
	graph.Test(g, "vmxnet3-tests/filter", vmxnet3.Driver, filter, known)
	graph.Test(g, "vmxnet3-tests/offload", vmxnet3.Driver, offload, known)
	graph.Test(g, "vmxnet3-tests/interrupts", vmxnet3.Driver, interrupts, known)
	graph.Pair(g, "vmxnet3-tests/migrate", vmxnet3.Driver, migrate, known)
}

// suite returns the checks of all controllers, with the card set up by s.
func suite(t *run.T, nic *vmxnet3.Device, s vmxnet3.Setup) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	longest := 0
	if s.MTU != 0 {
		longest = s.MTU + ethernet.HeaderSize
	}
	return ethersuite.Suite{
		Device: rig{nic, s}, Machine: nic.Machine, Peer: peer, Address: vmxnet3.Address(),
		Pieces: 16, Bits: 40, Longest: longest,
	}
}

// rig is the card as package ethersuite sets it up.
type rig struct {
	nic   *vmxnet3.Device
	setup vmxnet3.Setup // without filter
}

// Open resets and starts the card.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	s := r.setup
	s.Groups = f.Groups
	s.Mode |= vmxnet3.Unicast
	for mode, on := range map[vmxnet3.Mode]bool{
		vmxnet3.Broadcast: f.Broadcast, vmxnet3.Promiscuous: f.Promiscuous,
		vmxnet3.AllGroups: f.AllGroups, vmxnet3.Multicast: len(f.Groups) > 0,
	} {
		if on {
			s.Mode |= mode
		}
	}
	return r.nic.Start(ctx, s)
}

// with starts the card, calls check and disables it.
func with(t *run.T, nic *vmxnet3.Device, s vmxnet3.Setup, check func(p *vmxnet3.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	s.Mode |= vmxnet3.Unicast
	p, err := nic.Start(t.Context(), s)
	t.Must(err)
	check(p)
	t.Must(p.Close(t.Context()))
}
