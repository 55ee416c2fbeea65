// Package i8237 tests the registers of the DMA controllers of a PC/AT (Intel 8237A, order number
// 231466-005); transfers are in the tests of the devices that request them, as tests/fdc. Typical
// path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8257 → i8257-tests/registers
package i8237
