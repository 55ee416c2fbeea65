package eepro100

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/net/eepro100"
)

// Register adds the controllers.
func Register(g *graph.Graph) {
	for _, chip := range eepro100.Chips() {
		graph.Consumes(g, chip.Driver(), pci.BusInterface, chip.New,
			graph.Props(graph.P("mac", eepro100.Address().String())),
			graph.Needs(ethernet.Netdev),
		)
		graph.Produces(g, chip.Driver(), pci.DeviceInterface, func(d *eepro100.Device) *pci.Device { return d.PCI })
		graph.ProducesItself(g, chip.Driver(), eepro100.Interface)
	}
}
