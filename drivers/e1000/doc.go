// Package e1000 ties QEMU's e1000 family to PCI: Intel's 82540EM, 82544GC and
// 82545EM (PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
// Manual, 317453-006, chapter 4 "PCI Local Bus Interface"). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package e1000
