// Package ipoctal has the test of the IP-Octal 232 module, QEMU's ipoctal232: its
// identity through the carrier, its eight serial channels in both directions, and its
// interrupt requests. The test follows ANSI/VITA 4-1995 and the data sheet of the
// SCC2698B; chapters.md beside this file lists their parts. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → ipoctal232-tests/nop
package ipoctal
