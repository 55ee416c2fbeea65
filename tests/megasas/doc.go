// Package megasas has the test of the MegaRAID controller, QEMU's megasas: direct
// commands to its firmware, well-formed and malformed. The firmware must answer as
// LSI's firmware answers the BSD drivers mfi(4); chapters.md beside this file
// lists the parts of their header. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → megasas → megasas-tests/dcmd/pd-get-info/fuzz
package megasas
