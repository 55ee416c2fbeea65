package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// Register adds the network card on both buses.
func Register(g *graph.Graph) {
	mac, netdev := graph.Props(graph.P("mac", ne2kpci.Address().String())), graph.Needs(ethernet.Netdev)
	graph.Consumes(g, ne2kpci.ISADriver, isa.Interface, ne2kpci.NewISA, mac, netdev,
		graph.SlowBeside("x86_64/isapc", "mips/malta"))
	graph.Consumes(g, ne2kpci.Driver, pci.BusInterface, ne2kpci.New, mac, netdev)
	graph.Produces(g, ne2kpci.Driver, pci.DeviceInterface, func(d *ne2kpci.Device) *pci.Device { return d.PCI })
}
