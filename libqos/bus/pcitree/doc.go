// Package pcitree reads what a device tree says of a PCI host bridge: where the
// CPU sees its bus, and where interrupt pins lead (PCI Bus Binding to IEEE Std
// 1275-1994, revision 2.1; Devicetree Specification 0.4, section 2.4.3 "Interrupt
// Nexus Properties").
//
//	windows, err := pcitree.Windows(node)
//	interrupt, err := pcitree.Interrupt(node, pci.Address{Device: 1}, pci.INTA)
//
// Typical path, for what uses it:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package pcitree
