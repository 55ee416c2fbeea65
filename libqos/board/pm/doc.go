// Package pm is the power management of a PC's south bridge as the guest sees it: the registers of
// ACPI's fixed hardware, its general-purpose events, and the port by which ACPI is turned on. They are
// those of Intel's PIIX4 (Intel 82371AB PIIX4, order number 290562-001, chapter 11 "Power Management")
// and of the ICH9 (Intel I/O Controller Hub 9 Family Datasheet, order number 316972-004, section 13.8
// "Power Management Registers"), with ACPI's names for what both have (Advanced Configuration and Power
// Interface Specification 6.4, section 4.8 "ACPI Register Model").
//
//	c, err := pm.NewICH9(ctx, host)
//	sci, err := c.SCI(ctx)
//	err = pm.Enable.Write(ctx, c.Regs, pm.PowerButton)
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → ich9-pm → ich9-pm-tests/timer
package pm
