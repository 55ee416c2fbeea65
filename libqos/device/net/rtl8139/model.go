package rtl8139

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("rtl8139")

// Address returns the Ethernet address of a path's device. No two of its bytes are equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x81, 0x39, 0xc5} }

// PCIModel returns the configuration space according to the data sheet (section 7 "PCI Configuration
// Space Registers"), with the revision of the RTL8139C+.
func PCIModel() pci.Model {
	version := func(bar int) pci.Landmark {
		return pci.Landmark{Name: "TCR", BAR: bar, Offset: uint64(TCR), Width: qtest.Width32, Value: uint64(PlusVersion)}
	}
	return pci.Model{
		Name:     Driver.Name(),
		ID:       pci.EmulatedID(0x10ec, 0x8139),
		Revision: 0x20,
		Class:    pci.ClassEthernet,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 256},
			{Index: 1, Kind: pci.Memory32, Size: 256}, // the same registers
		},
		Landmarks: []pci.Landmark{version(0), version(1)},
	}
}
