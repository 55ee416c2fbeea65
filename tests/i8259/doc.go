// Package i8259 tests the two interrupt controllers of a PC/AT (Intel 8259A, order number
// 231468-003). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-i8259 → isa-i8259-tests/priorities
package i8259
