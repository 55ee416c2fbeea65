// Package ne2kpci ties QEMU's ne2k_pci to PCI: an NE2000 with Realtek's RTL8029AS
// (RTL8029AS specification, 1997, section 5.2 "NE2000 Registers"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → pci-device → tests
package ne2kpci
