package e1000

import (
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Models returns the family. The plain "e1000" is QEMU's 82540EM; the name
// e1000-82540em is an alias of it, which QEMU does not list among its devices.
func Models() []pci.Model {
	return []pci.Model{
		model("e1000", 0x100e),
		model("e1000-82540em", 0x100e),
		model("e1000-82544gc", 0x100c),
		model("e1000-82545em", 0x100f),
	}
}

// model returns a model with the registers in a 32-bit BAR, and without flash
// memory.
func model(name string, device uint16) pci.Model {
	return pci.Model{
		Name:     name,
		ID:       pci.EmulatedID(0x8086, device),
		Revision: 0x03,
		Class:    pci.ClassEthernet,
		Pin:      pci.INTA,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Size: 128 << 10}, // registers
			{Index: 1, Kind: pci.IO, Size: 64},              // IOADDR and IODATA
		},
		Landmarks: []pci.Landmark{
			{Name: "VET", BAR: 0, Offset: 0x38, Width: qtest.Width32, Value: 0x8100}, // 13.4.7 "VLAN Ether Type"
			{Name: "IOADDR", BAR: 1, Offset: 0x00, Width: qtest.Width32, Value: 0},
		},
	}
}
