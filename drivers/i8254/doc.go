// Package i8254 ties the timers of an ISA bus to the graph (see libqos/device/clock/i8254 for
// the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-pit → isa-pit-tests/modes
package i8254
