// Package e1000 ties QEMU's e1000 family to PCI (see libqos/device/net/e1000 for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → 8254x → e1000-tests/tx
package e1000
