// Package mssspi drives the SPI controllers of the microcontroller subsystem (MSS) of Microchip's SmartFusion 2: two FIFOs, frames
// of 4 to 32 bits, and a count of frames after which the controller deselects the chip.
//
// It is written from the SmartFusion 2 Microcontroller Subsystem User Guide (UG0331, as published on onlinedocs.microchip.com),
// chapter 13 "Serial Peripheral Interface Controller"; names are those of that document.
//
//	bus := mssspi.New(machine, guest.Peripheral{Base: 0x40001000})
//	err := bus.Transfer(ctx, []byte{0x9f}, id)
//
// Typical path:
//
//	arm/emcraft-sf2 → mss-spi → s25sl12801 → tests
package mssspi
