package megasas

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the RAID controller.
var Driver = graph.NewDriver[*pci.Device]("megasas")

// Register adds the RAID controller.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, Driver, pci.BusInterface, model(), pci.Attach)
	graph.Produces(g, Driver, pci.DeviceInterface, pci.Itself)
}

func model() pci.Model {
	// The firmware state, in the upper four bits of its scratch pad: ready.
	const state, ready = 0xf0000000, 0xb0000000
	return pci.Model{
		Name:         "megasas",
		ID:           pci.ID{Vendor: 0x1000, Device: 0x0060, SubsystemVendor: 0x1000, Subsystem: 0x1013},
		Class:        pci.ClassRAID,
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityMSIX},
		MSI:          1,
		MSIX:         15,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory64, Size: 16 << 10},  // registers, and MSI-X
			{Index: 2, Kind: pci.IO, Size: 256},             // registers
			{Index: 3, Kind: pci.Memory64, Size: 256 << 10}, // queue
		},
		Landmarks: []pci.Landmark{
			{Name: "Outbound Scratch Pad", BAR: 0, Offset: 0xb0, Width: qtest.Width32, Mask: state, Value: ready},
			{Name: "Outbound Scratch Pad", BAR: 2, Offset: 0xb0, Width: qtest.Width32, Mask: state, Value: ready},
		},
	}
}
