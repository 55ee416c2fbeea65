// Package i8042 tests the keyboard controller of a PC, and the keyboard and the mouse behind
// it (see libqos/device/input/i8042 for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → i8042 → i8042-tests/keyboard
package i8042
