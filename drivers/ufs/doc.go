// Package ufs ties QEMU's ufs to PCI: a Universal Flash Storage host controller
// (JEDEC JESD223F, UFSHCI 4.1, section 5 "Register Definitions"; QEMU 11.1,
// docs/specs/pci-ids.rst). Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ufs → pci-device → tests
package ufs
