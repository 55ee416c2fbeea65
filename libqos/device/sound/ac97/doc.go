// Package ac97 drives QEMU's AC97, the audio controller of the Intel 82801AA
// (ICH) with its codec: the mixer, variable sample rates, and the channels of the bus
// master (82801AA (ICH) and 82801AB (ICH0) datasheet, 290655-003, chapter 13 "AC'97
// Audio Controller Registers (D31:F5)", "the datasheet"; Audio Codec '97, revision
// 2.3, 2002, "AC'97").
//
//	audio, err := ac97.New(ctx, bus)
//	err = audio.Reset(ctx)
//	err = audio.SetRate(ctx, ac97.FrontDACRate, 12000)
//	ch, err := audio.Open(ctx, ac97.PCMOut, 8, 1200)
//	err = ch.Start(ctx, ac97.BufferInterrupt)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → AC97 → AC97-tests/playback_upsample
package ac97
