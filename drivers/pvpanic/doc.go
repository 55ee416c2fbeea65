// Package pvpanic ties the device that reports a guest's panic to ISA and to PCI
// (see libqos/device/misc/pvpanic for the hardware). Typical paths:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → pvpanic → pvpanic-tests/panic
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pvpanic-pci → pvpanic-pci-tests/panic
package pvpanic
