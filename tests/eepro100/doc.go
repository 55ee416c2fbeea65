// Package eepro100 has the tests of Intel's 8255x controllers, QEMU's i8255x family: its
// registers, EEPROM and PHY, the action commands, frames in both directions through lists
// in all layouts, filters, interrupts and statistics. They follow the Intel 8255x 10/100
// Mbps Ethernet Controller Family Open Source Software Developer Manual, revision 1.3, "the
// 8255x manual"; chapters.md beside this file lists its chapters. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i82550 → 8255x → eepro100-tests/transfers
package eepro100
