// Package ufs ties QEMU's ufs to the PCI bus, with one logical unit (see libqos/device/storage/ufs for
// the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ufs → ufs-tests/init
package ufs
