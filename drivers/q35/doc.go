// Package q35 ties the host bridge of QEMU's "q35" machines to the graph: its
// root bus, and how root ports are plugged into it (see libqos/board/q35 for the hardware).
// Typical path:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → tests
package q35
