// Package pcnet ties QEMU's pcnet to PCI (see libqos/device/net/pcnet for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pcnet → pcnet-tests/transfers
package pcnet
