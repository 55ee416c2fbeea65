// Package igb ties QEMU's igb to the PCI bus (see libqos/device/net/igb for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → igb → igb-tests/tx
package igb
