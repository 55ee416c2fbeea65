package pcnet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*pci.Device]("pcnet")

// PCIModel returns the device's configuration space. The landmark is the reset value of
// the Register Data Port, which is then 16 bits wide and selects CSR0.
func PCIModel() pci.Model {
	const stop = 0x0004
	return pci.Model{
		Name:     Driver.Name(),
		ID:       pci.ID{Vendor: 0x1022, Device: 0x2000},
		Revision: 0x10,
		Class:    pci.ClassEthernet,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.IO, Size: 32},
			{Index: 1, Kind: pci.Memory32, Size: 32}, // the same registers
		},
		Landmarks: []pci.Landmark{
			{Name: "RDP of CSR0", BAR: 0, Offset: 0x10, Width: qtest.Width16, Value: stop},
			{Name: "RDP of CSR0", BAR: 1, Offset: 0x10, Width: qtest.Width16, Value: stop},
		},
	}
}
