// Package twi drives the two-wire interface of Allwinner's chips, in the variant of the A10 and in that of the A31 and
// later.
//
// It follows the Allwinner A10 User Manual V1.50, chapter "TWI Controller", and the Allwinner H3 Datasheet V1.2, section
// 8.2 "TWI"; names are from there.
//
//	bus := twi.NewPart(machine, guest.Peripheral{Base: 0x01c2ac00}, twi.OneClears)
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/orangepi-pc → allwinner.i2c-sun6i → i2c-bus → tmp105 → tests
package twi
