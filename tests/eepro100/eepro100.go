package eepro100

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Register adds the tests of the controllers.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "eepro100-tests/registers", eepro100.Interface, registers, known)
	graph.Test(g, "eepro100-tests/commands", eepro100.Interface, commands, known)
	graph.Test(g, "eepro100-tests/transfers", eepro100.Interface, transfers, known)
	graph.Test(g, "eepro100-tests/filter", eepro100.Interface, filter, known)
	graph.Test(g, "eepro100-tests/interrupts", eepro100.Interface, interrupts, known)
	graph.Pair(g, "eepro100-tests/migrate", eepro100.Interface, migrate, known)
}

// suite returns the checks of all controllers, with the controller set up by s.
func suite(t *run.T, nic *eepro100.Device, s eepro100.Setup) ethersuite.Suite {
	t.Helper()
	peer, err := ethernet.Attach(t.Env)
	t.Must(err)
	pieces := 16
	if s.Layout == eepro100.LayoutSimplified {
		pieces = 0
	}
	return ethersuite.Suite{
		Device: rig{nic, s}, Machine: nic.Machine, Peer: peer, Address: eepro100.Address(),
		Pieces: pieces, Bits: 64, Imperfect: true,
	}
}

// rig is the controller as package ethersuite sets it up.
type rig struct {
	nic   *eepro100.Device
	setup eepro100.Setup // without address and filter
}

// Open resets and starts the controller.
func (r rig) Open(ctx context.Context, f ethersuite.Filter) (ethersuite.Port, error) {
	if err := r.nic.Reset(ctx); err != nil {
		return nil, err
	}
	s := r.setup
	s.Address, s.Groups = eepro100.Address(), f.Groups
	c := eepro100.NewConfiguration(r.nic.Chip.Generation)
	if s.Configuration != nil {
		c = *s.Configuration
	}
	c.Broadcast(f.Broadcast)
	c.Promiscuous(f.Promiscuous)
	c.AllGroups(f.AllGroups)
	s.Configuration = &c
	return r.nic.Start(ctx, s)
}

// with starts the controller, calls check and stops it.
func with(t *run.T, nic *eepro100.Device, s eepro100.Setup, check func(p *eepro100.Port)) {
	t.Helper()
	t.Must(nic.Reset(t.Context()))
	s.Address = eepro100.Address()
	p, err := nic.Start(t.Context(), s)
	t.Must(err)
	check(p)
	t.Must(p.Close(t.Context()))
}

// configured returns a setup with a configuration.
func configured(nic *eepro100.Device, change func(c *eepro100.Configuration)) eepro100.Setup {
	c := eepro100.NewConfiguration(nic.Chip.Generation)
	change(&c)
	return eepro100.Setup{Configuration: &c}
}
