// Package genericpcihost ties the host bridge of QEMU's machines for virtual
// hardware to the graph: its root bus, how devices are plugged into it, and a root port
// for hot plug (see libqos/board/ecam and libqos/board/rootport for the hardware). Typical path:
//
//	aarch64/virt → generic-pcihost → pci-bus-generic → pci-bus → e1000 → pci-device → tests
package genericpcihost
