// Package ne2kpci ties QEMU's NE2000 to PCI and to ISA (see libqos/device/net/ne2kpci for the
// hardware). Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ne2k_pci → ne2k_pci-tests/transfers
//	x86_64/isapc → isabus-bridge → isa-bus → ne2k_isa → ne2k_isa-tests/transfers
package ne2kpci
