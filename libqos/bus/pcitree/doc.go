// Package pcitree reads a device tree's description of a PCI host bridge: the
// bus's address ranges and the wiring of interrupt pins (PCI Bus Binding to IEEE
// Std 1275-1994, revision 2.1; Devicetree Specification 0.4, section 2.4.3
// "Interrupt Nexus Properties").
//
//	windows, err := pcitree.Windows(node)
//	interrupt, err := pcitree.Interrupt(node, pci.Address{Device: 1}, pci.INTA)
//
// Typical path of a user:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package pcitree
