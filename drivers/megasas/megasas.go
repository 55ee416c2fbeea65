package megasas

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/megasas"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the RAID controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, megasas.Driver, pci.BusInterface, newController)
	graph.Produces(g, megasas.Driver, pci.DeviceInterface, func(c *megasas.Controller) *pci.Device { return c.PCI })
}

func newController(ctx context.Context, bus *pci.Bus, _ *graph.Env) (*megasas.Controller, error) {
	return megasas.New(ctx, bus)
}
