// Package ne2kpci describes QEMU's ne2k_pci on PCI, an NE2000 with Realtek's
// RTL8029AS (RTL8029AS specification, 1997, section 5.2 "NE2000 Registers"). Nothing
// here sends or receives.
//
//	dev, err := bus.Attach(ctx, ne2kpci.PCIModel())
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → pci-device → tests
package ne2kpci
