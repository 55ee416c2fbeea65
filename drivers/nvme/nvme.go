package nvme

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/block"
	"github.com/qgraph/qgraph/libqos/nvme"
	"github.com/qgraph/qgraph/libqos/pci"
)

// Register adds the controller, with one namespace.
func Register(g *graph.Graph) {
	graph.Consumes(g, nvme.Driver, pci.BusInterface, nvme.New,
		graph.Props(graph.P("serial", nvme.Serial)),
		graph.Needs(block.Drive),
	)
	graph.Produces(g, nvme.Driver, pci.DeviceInterface, func(d *nvme.Device) *pci.Device { return d.PCI })
}
