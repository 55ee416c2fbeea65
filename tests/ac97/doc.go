// Package ac97 has the tests of the audio controller of Intel's ICH, QEMU's AC97: the
// codec's registers, playback with upsampling, recording with downsampling, and each
// channel's list, pause, reset and interrupts. The tests follow the 82801AA datasheet, 290655-003, chapter 13, and Audio Codec '97,
// revision 2.3; chapters.md beside this file lists their sections. Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → AC97 → AC97-tests/playback_upsample
package ac97
