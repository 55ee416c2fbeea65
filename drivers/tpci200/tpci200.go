package tpci200

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the carrier board.
var Driver = graph.NewDriver[*pci.Device]("tpci200")

// Register adds the carrier board.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, Driver, pci.BusInterface, model(), pci.Attach)
	graph.Produces(g, Driver, pci.DeviceInterface, pci.Itself)
}

func model() pci.Model {
	const las0rr = 0x0fffff00 // Local Address Space 0 Range: 256 bytes of memory
	return pci.Model{
		Name:  "tpci200",
		ID:    pci.ID{Vendor: 0x1498, Device: 0x30c8, SubsystemVendor: 0x1498, Subsystem: 0x300a},
		Class: pci.ClassBridge,
		Pin:   pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 128},      // local configuration registers of the PCI9030
			{Index: 1, Kind: pci.IO, Size: 128},            // the same
			{Index: 2, Kind: pci.Memory32, Size: 256},      // interface control and status registers
			{Index: 3, Kind: pci.Memory32, Size: 1 << 10},  // I/O, ID and interrupt spaces of the modules
			{Index: 4, Kind: pci.Memory32, Size: 32 << 20}, // 16-bit memory spaces
			{Index: 5, Kind: pci.Memory32, Size: 16 << 20}, // 8-bit memory spaces
		},
		Landmarks: []pci.Landmark{
			{Name: "LAS0RR", BAR: 0, Offset: 0x00, Width: qtest.Width32, Value: las0rr},
			{Name: "LAS0RR", BAR: 1, Offset: 0x00, Width: qtest.Width32, Value: las0rr},
		},
	}
}
