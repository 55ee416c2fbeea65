// Package megasas ties QEMU's megasas to PCI (see libqos/device/storage/megasas for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → megasas → megasas-tests/dcmd/pd-get-info/fuzz
package megasas
