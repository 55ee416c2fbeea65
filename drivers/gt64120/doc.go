// Package gt64120 ties the host bridge of QEMU's "malta" machines to the graph:
// its PCI bus, and how devices are plugged into it (see libqos/board/gt64120 for the
// hardware). Typical path:
//
//	mips/malta → gt64120 → pci-bus-gt64120 → pci-bus → e1000 → pci-device → tests
package gt64120
