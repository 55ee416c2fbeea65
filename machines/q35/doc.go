// Package q35 has QEMU's "q35" machine: a PC with PCI Express, by Intel's Q35
// and ICH9 chips (QEMU 11.1, docs/system/i386/pc.rst). Typical path:
//
//	x86_64/q35 → q35-pcihost → pci-bus-q35 → pcie-root-bus → pcie-root-port → pci-bus → e1000e → tests
package q35
