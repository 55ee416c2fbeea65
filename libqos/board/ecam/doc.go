// Package ecam is a PCI host bridge with all of configuration space mapped into
// memory, 4 KiB a function (PCI Express Base 3.0, section 7.2.2 "PCI Express
// Enhanced Configuration Access Mechanism (ECAM)"): the "generic" host bridge of
// QEMU's machines for virtual hardware, described in their device trees (QEMU
// calls it gpex-pcihost, the tree pci-host-ecam-generic).
//
//	host, err := ecam.FromTree(machine, tree, route)
//	bus := pci.NewBus(machine, host, slot)
//
// Typical path:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package ecam
