package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the network card.
var Driver = graph.NewDriver[*pci.Device]("ne2k_pci")

// Register adds the network card.
func Register(g *graph.Graph) {
	graph.Consumes(g, Driver, pci.BusInterface, model().Attach, graph.Needs(ethernet.Netdev))
	graph.ProducesItself(g, Driver, pci.DeviceInterface)
}

// model returns a model with a larger BAR than the RTL8029AS, whose registers
// take 32 bytes.
func model() pci.Model {
	return pci.Model{
		Name:  "ne2k_pci",
		ID:    pci.EmulatedID(0x10ec, 0x8029),
		Class: pci.ClassEthernet,
		Pin:   pci.INTA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.IO, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "ISR", BAR: 0, Offset: 0x07, Width: qtest.Width8, Value: 0x80}, // RST: in its reset state
		},
	}
}
