package e1000e

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000e"
)

// Register adds the controller as a PCI device.
func Register(g *graph.Graph) {
	graph.Consumes(g, e1000e.Driver, pci.BusInterface, e1000e.New,
		graph.Props(graph.P("mac", e1000e.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, e1000e.Driver, pci.DeviceInterface, func(d *e1000e.Device) *pci.Device { return d.PCI })
}
