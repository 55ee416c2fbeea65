// Package pvpanic is the device that reports a guest's panic to its host, on
// an ISA bus or a PCI bus: one register of events (QEMU 11.1,
// docs/specs/pvpanic.rst and docs/specs/pci-ids.rst).
//
//	d, err := pvpanic.New(ctx, bus)
//	err = pvpanic.Events.Write(ctx, d.Regs, pvpanic.Panicked)
//
// Typical paths:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → pvpanic → pvpanic-tests/panic
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → pvpanic-pci → pvpanic-pci-tests/panic
package pvpanic
