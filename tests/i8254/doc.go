// Package i8254 tests the timers of a PC/AT to the tick of the virtual clock (Intel 8254, order
// number 231164-005). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-pit → isa-pit-tests/modes
package i8254
