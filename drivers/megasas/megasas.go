package megasas

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/megasas"
)

// Register adds the RAID controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, megasas.Driver, pci.BusInterface, megasas.New)
	graph.Produces(g, megasas.Driver, pci.DeviceInterface, func(c *megasas.Controller) *pci.Device { return c.PCI })
}
