// Package rtl8139 ties QEMU's rtl8139 to the PCI bus (see libqos/device/net/rtl8139 for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → rtl8139 → rtl8139-tests/transfers
package rtl8139
