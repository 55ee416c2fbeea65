package ohci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the USB host controller.
var Driver = graph.NewDriver[*pci.Device]("pci-ohci")

// Register adds the USB host controller.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, Driver, pci.BusInterface, model(), pci.Attach)
	graph.Produces(g, Driver, pci.DeviceInterface, pci.Itself)
}

// model has a BAR of 256 bytes, where the specification asks for 4 KiB.
func model() pci.Model {
	return pci.Model{
		Name:  "pci-ohci",
		ID:    pci.EmulatedID(0x106b, 0x003f),
		Class: pci.ClassUSBOpenHost,
		Pin:   pci.INTA,
		Fixed: true,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.Memory32, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "HcRevision", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: 0x10},
			{Name: "HcLSThreshold", BAR: 0, Offset: 0x44, Width: qtest.Width32, Value: 0x628},
		},
	}
}
