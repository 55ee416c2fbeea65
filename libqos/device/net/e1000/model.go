package e1000

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Chip is a member of the family.
type Chip struct {
	pci.Model
	PHY    [2]uint16 // the identifier of its PHY (8254x manual, chapter 13, PHY ID1 and ID2)
	Delays bool      // has RADV, TADV and ITR, as all but the 82544
}

// Chips returns the family. The plain "e1000" is QEMU's 82540EM.
func Chips() []Chip {
	return []Chip{
		{Model: model("e1000", 0x100e), PHY: [2]uint16{0x0141, 0x0c20}, Delays: true},
		{Model: model("e1000-82544gc", 0x100c), PHY: [2]uint16{0x0141, 0x0c30}},
		{Model: model("e1000-82545em", 0x100f), PHY: [2]uint16{0x0141, 0x0c20}, Delays: true},
	}
}

// Driver returns the node of the chip.
func (c Chip) Driver() graph.Driver[*Device] { return graph.NewDriver[*Device](c.Name) }

// Alias returns the second name of the 82540EM, which QEMU does not list among its
// devices.
func Alias() pci.Model { return model("e1000-82540em", 0x100e) }

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
			{Name: "IOADDR", BAR: 1, Offset: uint64(IOADDR), Width: qtest.Width32, Value: 0},
		},
	}
}
