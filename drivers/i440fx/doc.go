// Package i440fx ties the host bridge of QEMU's "pc" machines to the graph: its
// PCI bus, and how devices are plugged into it (see libqos/board/i440fx for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → tests
package i440fx
