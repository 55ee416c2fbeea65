package ufs

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ufs"
)

// Register adds the host controller with logical unit 0, which discards
// writes. Tests add others.
func Register(g *graph.Graph) {
	unit := graph.NewHandle("unit")
	graph.Consumes(g, ufs.Driver, pci.BusInterface, ufs.New,
		graph.Props(graph.P("serial", ufs.Serial)),
		graph.Define(unit, block.Null(block.DefaultSize)),
		graph.After(ufs.Unit(0, unit)),
	)
	graph.Produces(g, ufs.Driver, pci.DeviceInterface, func(d *ufs.Device) *pci.Device { return d.PCI })
}
