// Package eepro100 ties QEMU's i8255x family to PCI (see libqos/device/net/eepro100 for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → i82550 → 8255x → eepro100-tests/transfers
package eepro100
