package es1370

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("ES1370")

// PCIModel returns the device's configuration space.
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.ID{Vendor: 0x1274, Device: 0x5000, SubsystemVendor: 0x4942, Subsystem: 0x4c4c},
		Class: pci.ClassAudio,
		Pin:   pci.INTA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.IO, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "Interrupt/Chip Select Control", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: 0x00000001},
		},
	}
}
