package tulip

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/ethernet"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the Ethernet controller.
var Driver = graph.NewDriver[*pci.Device]("tulip")

// Register adds the Ethernet controller.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, Driver, pci.BusInterface, model(), pci.Attach, graph.Needs(ethernet.Netdev()))
	graph.Produces(g, Driver, pci.DeviceInterface, pci.Itself)
}

func model() pci.Model {
	const busMode = 0xfe000000 // CSR0 after reset
	return pci.Model{
		Name:  "tulip",
		ID:    pci.ID{Vendor: 0x1011, Device: 0x0019, SubsystemVendor: 0x103c, Subsystem: 0x104f},
		Class: pci.ClassEthernet,
		Pin:   pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 128},
			{Index: 1, Kind: pci.Memory32, Size: 128}, // the same registers
		},
		Landmarks: []pci.Landmark{
			{Name: "CSR0", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: busMode},
			{Name: "CSR0", BAR: 1, Offset: 0x00, Width: qtest.Width32, Value: busMode},
		},
	}
}
