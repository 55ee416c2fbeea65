package igb

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/igb"
)

// Register adds the controller as a PCI device.
func Register(g *graph.Graph) {
	graph.Consumes(g, igb.Driver, pci.BusInterface, igb.New,
		graph.Props(graph.P("mac", igb.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, igb.Driver, pci.DeviceInterface, func(d *igb.Device) *pci.Device { return d.PCI })
}
