// Package cs4231a tests the codec CS4231A on an ISA bus: its registers, and playback by DMA into a file of
// the host (see libqos/device/sound/cs4231a for the data sheet). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → cs4231a → cs4231a-tests/registers
package cs4231a
