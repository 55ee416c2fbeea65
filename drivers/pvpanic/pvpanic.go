package pvpanic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/isa"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/libqos/pvpanic"
)

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, pvpanic.Driver, isa.Interface, pvpanic.New)
	graph.Consumes(g, pvpanic.PCIDriver, pci.BusInterface, pvpanic.NewPCI)
}
