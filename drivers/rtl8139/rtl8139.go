package rtl8139

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/rtl8139"
)

// Register adds the Ethernet controller.
func Register(g *graph.Graph) {
	graph.Consumes(g, rtl8139.Driver, pci.BusInterface, rtl8139.New,
		graph.Props(graph.P("mac", rtl8139.Address().String())),
		graph.Needs(ethernet.Netdev),
		graph.SlowBeside("x86_64/pc", "ppc64/pseries"),
	)
	graph.Produces(g, rtl8139.Driver, pci.DeviceInterface, func(d *rtl8139.Device) *pci.Device { return d.PCI })
}
