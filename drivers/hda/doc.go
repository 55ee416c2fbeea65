// Package hda ties QEMU's intel-hda to the PCI bus, and its codecs to it (see libqos/device/sound/hda for the hardware).
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → intel-hda → hda-bus → hda-duplex → hda-codec → hda-codec-tests/nodes
package hda
