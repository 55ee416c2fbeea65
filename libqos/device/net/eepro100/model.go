package eepro100

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Interface is the interface of the family: the manual's name for it.
var Interface = graph.NewInterface[*Device]("8255x")

// Address returns the Ethernet address of a path's device. No two of its bytes are
// equal.
func Address() ethernet.MAC { return ethernet.MAC{0x52, 0x54, 0x00, 0x82, 0x55, 0x0d} }

// Generation is what the manual tells apart where members of the family differ.
type Generation int

// The generations.
const (
	Gen82557 Generation = iota
	Gen82558
	Gen82559 // and later
)

// Chip is a member of the family.
type Chip struct {
	Model      pci.Model
	Generation Generation
}

// Driver returns the node of the chip's device model.
func (c Chip) Driver() graph.Driver[*Device] { return graph.NewDriver[*Device](c.Model.Name) }

// Chips returns the family. The members differ in the revision (section 4.1.5
// "PCI Revision ID Register"), and the 82557 has no power management.
func Chips() []Chip {
	const fast, embedded, ich2 = 0x1229, 0x1209, 0x2449
	power := []pci.CapabilityID{pci.CapabilityPowerManagement}
	chips := []Chip{
		{model("i82550", embedded, 0x0e, power), Gen82559},
		{model("i82551", embedded, 0x0f, power), Gen82559},
		{model("i82557a", fast, 0x01, nil), Gen82557},
		{model("i82557b", fast, 0x02, nil), Gen82557},
		{model("i82557c", fast, 0x03, nil), Gen82557},
		{model("i82558a", fast, 0x04, power), Gen82558},
		{model("i82558b", fast, 0x05, power), Gen82558},
		{model("i82559a", fast, 0x06, power), Gen82559},
		{model("i82559b", fast, 0x07, power), Gen82559},
		{model("i82559c", fast, 0x0c, power), Gen82559},
		{model("i82559er", embedded, 0x09, power), Gen82559},
		{model("i82562", embedded, 0x0e, power), Gen82559},
		{model("i82801", ich2, 0x03, power), Gen82559},
	}
	for i := range chips {
		if m := &chips[i].Model; m.Name == "i82559c" { // the only one with an Intel subsystem ID in QEMU
			m.ID.SubsystemVendor, m.ID.Subsystem = 0x8086, 0x0040
		}
	}
	return chips
}

func model(name string, device uint16, revision uint8, capabilities []pci.CapabilityID) pci.Model {
	const mdi, ready = 3 << 28, 1 << 28 // Interrupt Enable and Ready (section 6.3.5 "MDI Control Register")
	return pci.Model{
		Name:         name,
		ID:           pci.EmulatedID(0x8086, device),
		Revision:     revision,
		Class:        pci.ClassEthernet,
		Pin:          pci.INTA,
		Capabilities: capabilities,
		BARs: []pci.BAR{
			{Index: 0, Kind: pci.Memory32, Prefetchable: true, Size: 4 << 10}, // control/status registers
			{Index: 1, Kind: pci.IO, Size: 64},                                // the same
			{Index: 2, Kind: pci.Memory32, Size: 128 << 10},                   // flash memory
		},
		Landmarks: []pci.Landmark{
			{Name: "MDI Control", BAR: 0, Offset: 0x10, Width: qtest.Width32, Mask: mdi, Value: ready},
			{Name: "MDI Control", BAR: 1, Offset: 0x10, Width: qtest.Width32, Mask: mdi, Value: ready},
		},
	}
}
