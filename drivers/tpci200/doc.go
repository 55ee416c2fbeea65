// Package tpci200 ties QEMU's tpci200 to PCI, and its slots to the graph (see
// libqos/board/tpci200 for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → tpci200 → ipack → ipoctal232 → tests
package tpci200
