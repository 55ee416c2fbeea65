// Package cs4231a is the guest's side of Crystal's codec CS4231A on an ISA bus, as in the cards of the
// Windows Sound System: four ports, behind which are 32 registers, and playback by DMA.
//
// It is written from the data sheet CS4231A Parallel Interface, Multimedia Audio Codec (Crystal
// Semiconductor, DS139PP2, September 1994), "the data sheet"; names are from there.
//
//	codec, err := cs4231a.New(ctx, bus)
//	err = codec.SetFormat(ctx, cs4231a.Linear16|cs4231a.Stereo|cs4231a.Rate44100)
//
// Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → cs4231a → cs4231a-tests/registers
package cs4231a
