// Package tpci200 ties QEMU's tpci200 to PCI: TEWS Technologies' carrier of four
// IndustryPack modules (TPCI200 User Manual, issue 1.2, chapter 4 "PCI9030 Target
// Chip"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → pci-device → tests
package tpci200
