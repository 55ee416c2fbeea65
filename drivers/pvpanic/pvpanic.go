package pvpanic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, pvpanic.Driver, isa.Interface, pvpanic.New)
	graph.Consumes(g, pvpanic.PCIDriver, pci.BusInterface, pvpanic.NewPCI)
}
