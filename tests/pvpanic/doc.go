// Package pvpanic tests the device by which a guest reports a panic to its host, on
// ISA and on PCI (QEMU 11.1, docs/specs/pvpanic.rst; QEMU QMP Reference Manual,
// "Virtual machine run state"). Typical paths:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → pvpanic → pvpanic-tests/panic
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pvpanic-pci → pvpanic-pci-tests/panic
package pvpanic
