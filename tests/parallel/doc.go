// Package parallel tests the parallel port of a PC: its registers, and the handshake of bytes with
// a printer (see libqos/device/misc/parallel for the documents). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → isa-parallel → isa-parallel-tests/printer
package parallel
