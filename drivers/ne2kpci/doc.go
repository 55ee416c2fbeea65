// Package ne2kpci ties QEMU's ne2k_pci to PCI (see libqos/device/net/ne2kpci for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → ne2k_pci-tests/transfers
package ne2kpci
