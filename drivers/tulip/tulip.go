package tulip

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/tulip"
)

// Register adds the Ethernet controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, tulip.Driver, pci.BusInterface, tulip.New,
		graph.Props(graph.P("mac", tulip.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, tulip.Driver, pci.DeviceInterface, func(d *tulip.Device) *pci.Device { return d.PCI })
}
