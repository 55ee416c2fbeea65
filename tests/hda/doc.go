// Package hda has the tests of High Definition Audio: of QEMU's controller, intel-hda, and of its codecs hda-output, hda-duplex
// and hda-micro. The tests follow the High Definition Audio Specification, revision 1.0a (Intel, June 2010), "the
// specification". Typical paths:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → intel-hda → intel-hda-tests/registers
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → intel-hda → hda-bus → hda-duplex → hda-codec → hda-codec-tests/nodes
package hda
