package ahci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
)

// Register adds the controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, ahci.Driver, pci.BusInterface, ahci.New, ahci.WithDrives()...)
	graph.Produces(g, ahci.Driver, pci.DeviceInterface, func(a *ahci.Adapter) *pci.Device { return a.PCI })
}
