// Package e1000e ties QEMU's e1000e to the PCI bus (see libqos/device/net/e1000e for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000e → e1000e-tests/tx
package e1000e
