package e1000

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/e1000"
)

// Register adds the controllers.
func Register(g *graph.Graph) {
	for _, chip := range e1000.Chips() {
		graph.Consumes(g, chip.Driver(), pci.BusInterface, chip.New,
			graph.Props(graph.P("mac", e1000.Address().String())),
			graph.Needs(ethernet.Netdev),
		)
		graph.Produces(g, chip.Driver(), pci.DeviceInterface, func(d *e1000.Device) *pci.Device { return d.PCI })
		graph.ProducesItself(g, chip.Driver(), e1000.Interface)
	}
	e1000.Alias().Register(g, graph.Needs(ethernet.Netdev))
}
