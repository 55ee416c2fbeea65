// Package gus is the guest's side of the Gravis UltraSound: its synthesizer GF1 with 32 voices that play
// samples from the card's own DRAM, and its timers.
//
// It is written from the UltraSound Lowlevel ToolKit, revision 2.22 (Advanced Gravis and Forte
// Technologies, 1994), "the toolkit", chapter 2 "GF1 Synthesizer", and Ralf Brown's Interrupt List,
// release 61, PORTS.LST, ports 0340h to 034Fh. Names are the toolkit's.
//
//	card, err := gus.New(ctx, bus)
//	err = card.Reset(ctx)
//	err = card.Poke(ctx, 0x1234, samples)
//
// Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → gus → gus-tests/synthesizer
package gus
