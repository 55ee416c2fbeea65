// Package mpci2c drives the I²C controller of Freescale's PowerQUICC III and later chips.
//
// It follows the MPC8544E PowerQUICC III Integrated Host Processor Family Reference Manual, chapter 11 "I2C Interfaces"; names
// are from there.
//
//	bus := mpci2c.NewPart(machine, guest.Peripheral{Base: 0xe0003000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	ppc/mpc8544ds → mpc-i2c → i2c-bus → tmp105 → tests
package mpci2c
