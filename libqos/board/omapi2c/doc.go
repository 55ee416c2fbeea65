// Package omapi2c drives the I²C controller of TI's OMAP1 chips as a master. It
// sends whole messages with a byte counter, moves two bytes an access, and
// polls for events.
//
// It follows the OMAP5910 Dual-Core Processor Inter-Integrated Circuit (I2C)
// Controller Reference Guide, TI SPRU681, October 2003; the OMAP310 has the same
// controller, and names are those of that document. Registers have 16 bits and are
// little-endian. OMAP2 and later differ: writing ones clears their status bits.
//
//	bus := omapi2c.NewPart(machine, guest.Peripheral{Base: 0xfffb3800})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/sx1 → omap_i2c → i2c-bus → tmp105 → tests
package omapi2c
