// Package tulip ties QEMU's tulip to the PCI bus (see libqos/device/net/tulip for the
// hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tulip → tulip-tests/tulip_large_tx
package tulip
