package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// Register adds the network card.
func Register(g *graph.Graph) {
	graph.Consumes(g, ne2kpci.Driver, pci.BusInterface, ne2kpci.New,
		graph.Props(graph.P("mac", ne2kpci.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, ne2kpci.Driver, pci.DeviceInterface, func(d *ne2kpci.Device) *pci.Device { return d.PCI })
}
