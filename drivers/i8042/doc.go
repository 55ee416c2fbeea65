// Package i8042 ties the keyboard controller of a PC to the graph (see
// libqos/device/input/i8042 for the hardware). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8042 → i8042-tests/keyboard
package i8042
