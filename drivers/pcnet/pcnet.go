package pcnet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/pcnet"
)

// Register adds the Ethernet controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, pcnet.Driver, pci.BusInterface, pcnet.New,
		graph.Props(graph.P("mac", pcnet.Address().String())),
		graph.Needs(ethernet.Netdev),
	)
	graph.Produces(g, pcnet.Driver, pci.DeviceInterface, func(d *pcnet.Device) *pci.Device { return d.PCI })
}
