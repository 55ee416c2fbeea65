// Package hpet tests the high precision event timers of a PC by the virtual clock (see
// libqos/device/clock/hpet for the specification). Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → hpet → hpet-tests/counter
package hpet
