// Package sb16 tests the Sound Blaster 16: commands and interrupts of its processor, its mixer, and
// playback by DMA into a file of the host (see libqos/device/sound/sb16 for the documents). Typical
// path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → sb16 → sb16-tests/dsp
package sb16
