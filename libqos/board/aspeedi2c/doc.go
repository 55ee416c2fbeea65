// Package aspeedi2c drives the I²C controllers of Aspeed's BMC chips as a master, a byte at a time. A
// chip has 14 or 16 of them beside each other, with global registers before the first one.
//
// Aspeed does not publish its data sheets. There are two sets of registers. The old set is that of
// the AST2400 and AST2500; its names and bits are in the Linux kernel, drivers/i2c/busses/i2c-aspeed.c. The
// AST2600 and AST1030 also have the new set, in which a command can be a whole message with its
// address (a packet); its names and bits are in Aspeed's own driver for Zephyr,
// AspeedTech-BMC/zephyr, drivers/i2c/i2c_aspeed.c, 2021. Package users choose the set by
// the constructor:
//
//	bus := aspeedi2c.NewOld(machine, guest.Peripheral{Base: 0x1e78a000})       // all controllers of an AST2500
//	bus := aspeedi2c.NewNew(machine, guest.Peripheral{Base: 0x1e78a100})       // controller 1 of an AST2600
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.i2c.bus → i2c-bus → tmp105 → tests
package aspeedi2c
