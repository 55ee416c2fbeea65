// Package mc146818rtc is the guest's side of the clock chip MC146818A in an IBM PC/AT:
// time of day, calendar, alarm, periodic interrupt, and battery-backed memory.
//
// It is written from the data sheet MC146818A Real-Time Clock Plus RAM (RTC), Motorola,
// 1984; names are from that document. The ports, the interrupt request and the byte for
// the century are those of the IBM Personal Computer AT Technical Reference, 1502494,
// section "Real-time Clock/CMOS RAM".
//
//	clock, err := mc146818rtc.New(ctx, bus)
//	format := mc146818rtc.Format{Binary: true, Hours24: true}
//	err = clock.Set(ctx, time.Date(2028, 2, 29, 13, 0, 0, 0, time.UTC), format)
//	now, err := clock.Calendar(ctx) // format.Encode of the time
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → mc146818rtc → rtc-tests/check-time/bcd
package mc146818rtc
