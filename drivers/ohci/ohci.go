package ohci

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ohci"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the USB host controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, ohci.Driver, pci.BusInterface, newController)
	graph.Produces(g, ohci.Driver, pci.DeviceInterface, func(c *ohci.Controller) *pci.Device { return c.PCI })
}

func newController(ctx context.Context, bus *pci.Bus, _ *graph.Env) (*ohci.Controller, error) {
	return ohci.New(ctx, bus)
}
