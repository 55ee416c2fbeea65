package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*pci.Device]("ne2k_pci")

// PCIModel returns the device's configuration space. Its BAR is larger than that of the
// RTL8029AS, whose registers take 32 bytes.
func PCIModel() pci.Model {
	return pci.Model{
		Name:  Driver.Name(),
		ID:    pci.EmulatedID(0x10ec, 0x8029),
		Class: pci.ClassEthernet,
		Pin:   pci.INTA,
		BARs:  []pci.BAR{{Index: 0, Kind: pci.IO, Size: 256}},
		Landmarks: []pci.Landmark{
			{Name: "ISR", BAR: 0, Offset: 0x07, Width: qtest.Width8, Value: 0x80}, // RST: in its reset state
		},
	}
}
