// Package pcidevice has the tests that every PCI device must pass, whatever its
// purpose. The driver's declaration matches configuration space, and
// configuration space behaves as in PCI Local Bus 3.0. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → pci-device-tests/nop
package pcidevice
