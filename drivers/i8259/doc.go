// Package i8259 ties the interrupt controllers of an ISA bus to the graph (see
// libqos/device/interrupt/i8259 for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → isa-i8259 → isa-i8259-tests/priorities
package i8259
