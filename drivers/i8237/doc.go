// Package i8237 ties the DMA controllers of a PC to the graph (see libqos/device/misc/i8237 for
// the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8257 → i8257-tests/registers
package i8237
