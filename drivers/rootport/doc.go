// Package rootport ties QEMU's PCI Express root port to the graph: the bus with
// one slot behind it, and how a device is plugged in there (see libqos/board/rootport for
// the hardware). Typical path:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → tests
package rootport
