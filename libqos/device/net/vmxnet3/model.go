package vmxnet3

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Driver is the node of the device model.
var Driver = graph.NewDriver[*Device]("vmxnet3")

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0xad, 0x07, 0xb0} }

// PCIModel returns the device's configuration space.
func PCIModel() pci.Model {
	return pci.Model{
		Name:         Driver.Name(),
		ID:           pci.ID{Vendor: 0x15ad, Device: 0x07b0, SubsystemVendor: 0x15ad, Subsystem: 0x07b0},
		Revision:     0x01,
		Class:        pci.ClassEthernet,
		Pin:          pci.INTA,
		Capabilities: []pci.CapabilityID{pci.CapabilityMSI, pci.CapabilityMSIX},
		Express:      []pci.CapabilityID{pci.CapabilityExpress},
		MSI:          1,
		MSIX:         25,
		Extended:     []pci.ExtendedID{pci.ExtendedSerialNumber},
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 4 << 10}, // pass-through registers
			{Index: 1, Kind: pci.Memory32, Size: 4 << 10}, // virtual device registers
			{Index: 2, Kind: pci.Memory32, Size: 8 << 10}, // MSI-X
		},
		Landmarks: []pci.Landmark{
			{Name: "VRRS", BAR: 1, Offset: 0x00, Width: qtest.Width32, Value: 1}, // supported revisions
		},
	}
}
