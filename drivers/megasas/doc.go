// Package megasas ties QEMU's megasas to PCI: a MegaRAID controller with LSI's
// SAS1078, of which there is no public datasheet (QEMU 11.1, -device megasas,help;
// the registers are those of FreeBSD's mfi(4)). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → megasas → pci-device → tests
package megasas
