// Package imxi2c drives the I²C controller of Freescale's i.MX chips as a
// master. It polls the interrupt flag after each byte.
//
// It follows the i.MX25 Multimedia Applications Processor Reference Manual,
// IMX25RM, Rev. 2, 01/2011, chapter "I2C Controller (I2C)"; names are those of that
// document. Registers have 16 bits and are little-endian.
//
//	bus := imxi2c.NewPart(machine, guest.Peripheral{Base: 0x43f80000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package imxi2c
