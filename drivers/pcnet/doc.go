// Package pcnet ties QEMU's pcnet to PCI: AMD's Am79C970A PCnet-PCI II (datasheet,
// publication 19436, "PCI Configuration Registers" and "Control and Status
// Registers"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pcnet → pci-device → tests
package pcnet
