// Package isasound ties the sound cards for ISA to the graph (see libqos/device/sound/sb16 for the
// hardware of one). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → sb16 → sb16-tests/dsp
package isasound
