// Package tpci200 drives QEMU's tpci200, TEWS Technologies' PCI carrier board for
// four IndustryPack modules (TPCI200 User Manual, issue 1.2, "the manual"). Its
// local bus is behind a PLX PCI9030, which controls the swapping of a word's
// bytes between the big-endian modules and PCI.
//
//	board, err := tpci200.New(ctx, bus)
//	slot := board.Slot(0)
//	id, err := ipack.ReadID(ctx, slot)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → tests
package tpci200
