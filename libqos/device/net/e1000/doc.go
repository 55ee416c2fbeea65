// Package e1000 describes QEMU's e1000 family on PCI: Intel's 82540EM, 82544GC and
// 82545EM (PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
// Manual, 317453-006, chapter 4 "PCI Local Bus Interface"). It does not drive their
// rings.
//
//	for _, m := range e1000.Models() {
//		dev, err := bus.Attach(ctx, m)
//	}
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package e1000
