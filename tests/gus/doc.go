// Package gus tests the Gravis UltraSound: its DRAM, the registers of its voices, timers, and a voice in a
// file of the host (see libqos/device/sound/gus for the documents). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → gus → gus-tests/synthesizer
package gus
