package pcnet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("pcnet")

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x79, 0xc9, 0x70} }

// PCIModel returns the device's configuration space. The landmark is the reset value of
// the Register Data Port, which is then 16 bits wide and selects CSR0.
func PCIModel() pci.Model {
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
			{Name: "RDP of CSR0", BAR: 0, Offset: 0x10, Width: qtest.Width16, Value: uint64(STOP)},
			{Name: "RDP of CSR0", BAR: 1, Offset: 0x10, Width: qtest.Width16, Value: uint64(STOP)},
		},
	}
}
