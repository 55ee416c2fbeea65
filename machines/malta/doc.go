// Package malta has QEMU's "malta" machine, a MIPS Malta evaluation board with a
// big-endian CPU (QEMU 11.1, docs/system/target-mips.rst). Typical path:
//
//	mips/malta → gt64120 → pci-bus-gt64120 → pci-bus → e1000 → pci-device → tests
package malta
