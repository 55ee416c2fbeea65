// Package pcnet has the tests of AMD's Am79C970A, QEMU's pcnet: its registers and reset,
// rings of all four styles with frames in both directions, filters, loopback,
// interrupts, missed frames. They follow the Am79C970A PCnet-PCI II data sheet,
// publication 19436; chapters.md beside this file lists its parts. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pcnet → pcnet-tests/transfers
package pcnet
