// Package ioapic is the I/O APIC of a PC as the guest sees it, and as the local APIC of its
// processor does.
//
// It follows Intel's 82093AA I/O Advanced Programmable Interrupt Controller (IOAPIC), order number
// 290566-001, May 1996. The EOI register, which that chip does not have, is that of the I/O
// Controller Hub 9 (Intel I/O Controller Hub 9 Family Datasheet, order number 316972-004, section
// "APIC Registers (D31:F0)").
//
//	c, err := ioapic.NewI440FX(ctx, host)
//	err = c.Route(ctx, 5, ioapic.Level|0x45)
//	err = c.Drive(ctx, 5, true)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → ioapic → ioapic-tests/level
package ioapic
