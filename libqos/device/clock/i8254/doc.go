// Package i8254 is the guest's side of the three timers of an IBM PC/AT, a chip 8254, and of
// the port that gates the third one for the speaker.
//
// It is written from the data sheet 8254 Programmable Interval Timer, Intel, order number
// 231164-005; names are from that document. Ports, clock and interrupt request are those of
// the IBM Personal Computer AT Technical Reference, 1502494, sections "System Timers" and
// "Speaker".
//
//	timer, err := i8254.New(ctx, bus)
//	err = timer.Start(ctx, 0, i8254.RateGenerator, 1000)
//	count, err := timer.Count(ctx, 0)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-pit → isa-pit-tests/modes
package i8254
