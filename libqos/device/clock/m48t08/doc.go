// Package m48t08 is the guest's side of ST's Timekeeper M48T08: 8 KiB of RAM that a battery keeps, the
// last bytes of which are a clock.
//
// It is written from the data sheet M48T08, M48T08Y, M48T18 5 V, 64 Kbit (8 Kb x 8) TIMEKEEPER SRAM
// (ST, DocID2411); names are from there. The chip counts years from 0 to 99; Sun's machines count them
// from 1968 (Linux, arch/sparc/include/asm/mostek.h, MSTK_YEAR_ZERO).
//
//	t, err := chip.Time(ctx)
//	err = chip.SetTime(ctx, t.Add(time.Hour))
//
// Typical path:
//
//	sparc/SS-5 → sysbus-m48t08 → sysbus-m48t08-tests/clock
package m48t08
