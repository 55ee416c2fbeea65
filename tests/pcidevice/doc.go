// Package pcidevice has the tests that every PCI device passes, whatever it does:
// what its driver declares is found in configuration space, and configuration
// space behaves as PCI Local Bus 3.0 says. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → e1000 → pci-device → pci-device-tests/nop
package pcidevice
