// Package sb16 is the guest's side of the Sound Blaster 16: its digital sound processor, which is
// given commands of a few bytes and moves samples by the DMA controllers of a PC, and its mixer.
//
// Ports, commands and registers are those of Creative's Sound Blaster Series Hardware Programming
// Guide (December 1996), "the guide"; names are from there. Commands that it leaves out are those of
// the Sound Blaster Programming Information 0.90 by A. Baresel and C. Jackson (January 1995), "the
// Programming Information".
//
//	card, err := sb16.New(ctx, bus)
//	err = card.Reset(ctx)
//	err = card.Do(ctx, sb16.SetOutputRate, 0xac, 0x44)
//
// Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → sb16 → sb16-tests/dsp
package sb16
