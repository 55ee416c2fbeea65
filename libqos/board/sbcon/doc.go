// Package sbcon drives the serial bus interface of Arm's boards, whose I²C lines software moves
// itself: each clock pulse and each bit is a write of a register.
//
// It follows the Versatile Application Baseboard for ARM926EJ-S User Guide, ARM DUI 0225D,
// section "Serial bus interface"; names are those of that document. The boards RealView, Versatile
// Express and MPS2 have the same interface. The conditions on the lines are those of NXP
// UM10204, section 3.1. The board is the only master of its bus, so nobody else is looked for while
// a bit is sent.
//
//	bus := sbcon.NewPart(machine, guest.Peripheral{Base: 0x10002000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/versatilepb → versatile_i2c → i2c-bus → tmp105 → tests
package sbcon
