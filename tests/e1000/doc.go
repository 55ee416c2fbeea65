// Package e1000 has the tests of Intel's 82540EM, 82544GC and 82545EM controllers,
// QEMU's e1000 family: registers and interrupts, EEPROM and PHY, frames in both
// directions through legacy and extended descriptors, offloads, filters, loopback, hot
// plug. The tests follow the PCI/PCI-X Family of Gigabit Ethernet Controllers Software
// Developer's Manual, 317453-006; chapters.md beside this file lists its chapters.
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → 8254x → e1000-tests/tx
package e1000
