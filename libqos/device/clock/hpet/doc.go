// Package hpet is the guest's side of the high precision event timers of a PC (IA-PC HPET
// Specification, revision 1.0a, Intel, 2004); names are from there. The address is the one that
// its section 3.2.4 "The ACPI 2.0 HPET Description Table" has as an example, and QEMU's.
//
//	timers, err := hpet.New(ctx, bus)
//	err = timers.Enable(ctx, hpet.LegacyReplacement)
//	now, err := hpet.Counter.Read(ctx, timers.Regs)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → hpet → hpet-tests/counter
package hpet
