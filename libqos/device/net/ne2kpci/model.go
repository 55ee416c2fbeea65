package ne2kpci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the device on a PCI bus, ISADriver the device on an ISA bus.
var (
	Driver    = graph.NewDriver[*Device]("ne2k_pci")
	ISADriver = graph.NewDriver[*Device]("ne2k_isa")
)

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x80, 0x29, 0xa5} }

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
			{Name: "ISR", BAR: 0, Offset: uint64(ISR.offset()), Width: qtest.Width8, Value: uint64(RST)},
		},
	}
}
