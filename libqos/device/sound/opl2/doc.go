// Package opl2 is the guest's side of an AdLib card: Yamaha's synthesizer YM3812, the OPL2, with nine
// voices and two timers, behind two ports.
//
// Registers are those of the YM3812 Application Manual (Yamaha, 1985), names are from there. The ports
// and the times between writes are those of the AdLib Music Synthesizer Card Programming Manual
// (1987).
//
//	card, err := opl2.New(ctx, bus)
//	err = card.Write(ctx, opl2.Timer1, 0xff)
//
// Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → adlib → adlib-tests/timers
package opl2
