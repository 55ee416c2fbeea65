package nvme

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// Register adds the controller, with one namespace.
func Register(g *graph.Graph) {
	graph.Consumes(g, nvme.Driver, pci.BusInterface, nvme.New,
		graph.Props(graph.P("serial", nvme.Serial)),
		graph.Needs(block.Drive),
	)
	graph.Produces(g, nvme.Driver, pci.DeviceInterface, func(d *nvme.Device) *pci.Device { return d.PCI })
}
