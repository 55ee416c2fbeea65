package megasas

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/megasas"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the RAID controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, megasas.Driver, pci.BusInterface, megasas.New)
	graph.Produces(g, megasas.Driver, pci.DeviceInterface, func(c *megasas.Controller) *pci.Device { return c.PCI })
}
