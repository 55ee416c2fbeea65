package eepro100

import (
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Models returns the family. The members differ in the revision (section 4.1.5
// "PCI Revision ID Register"), and the 82557 has no power management.
func Models() []pci.Model {
	const fast, embedded, ich2 = 0x1229, 0x1209, 0x2449
	power := []pci.CapabilityID{pci.CapabilityPowerManagement}
	models := []pci.Model{
		model("i82550", embedded, 0x0e, power),
		model("i82551", embedded, 0x0f, power),
		model("i82557a", fast, 0x01, nil),
		model("i82557b", fast, 0x02, nil),
		model("i82557c", fast, 0x03, nil),
		model("i82558a", fast, 0x04, power),
		model("i82558b", fast, 0x05, power),
		model("i82559a", fast, 0x06, power),
		model("i82559b", fast, 0x07, power),
		model("i82559c", fast, 0x0c, power),
		model("i82559er", embedded, 0x09, power),
		model("i82562", embedded, 0x0e, power),
		model("i82801", ich2, 0x03, power),
	}
	for i := range models {
		if models[i].Name == "i82559c" { // the only one with an Intel subsystem ID in QEMU
			models[i].ID.SubsystemVendor, models[i].ID.Subsystem = 0x8086, 0x0040
		}
	}
	return models
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
