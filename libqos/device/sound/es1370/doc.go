// Package es1370 drives QEMU's ES1370, the Ensoniq AudioPCI: its two playback channels and its
// record channel, each with a buffer, a count of samples and an interrupt.
//
// The names of registers and bits are those of FreeBSD's sys/dev/sound/pci/es137x.h (BSD
// licence), which follow Ensoniq's ES1370 AudioPCI Specification. What the channels do is
// also in Ensoniq's AudioPCI 97 ES1371 Specification, revision 1.1 (October 1997), "the
// specification": the chips differ in their codecs alone.
//
//	card, err := es1370.New(ctx, bus)
//	err = card.Reset(ctx)
//	ch, err := card.Open(ctx, es1370.DAC2, es1370.Stereo|es1370.Bits16, 2048)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → ES1370 → ES1370-tests/playback
package es1370
