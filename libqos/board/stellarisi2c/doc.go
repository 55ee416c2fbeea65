// Package stellarisi2c drives the master of the I²C module of Texas Instruments' (Luminary's) Stellaris chips.
//
// It follows the LM3S6965 Microcontroller Data Sheet, chapter "Inter-Integrated Circuit (I2C) Interface"; names are from there.
//
//	bus := stellarisi2c.NewPart(machine, guest.Peripheral{Base: 0x40020000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/lm3s811evb → stellaris-i2c → i2c-bus → i2c-bus-tests/address-nack
package stellarisi2c
