// Package pcnet describes QEMU's pcnet on PCI, AMD's Am79C970A PCnet-PCI II
// (datasheet, publication 19436, "PCI Configuration Registers" and "Control and Status
// Registers"). It does not drive its rings.
//
//	dev, err := bus.Attach(ctx, pcnet.PCIModel())
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pcnet → pci-device → tests
package pcnet
