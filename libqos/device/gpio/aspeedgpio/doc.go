// Package aspeedgpio is the guest's side of the general purpose pins of Aspeed's BMC chips: groups of eight with
// letters from A on, four groups to a bank, each pin an input that may interrupt or an output.
//
// Aspeed does not publish its data sheets. Places and meaning of the registers are those of Aspeed's own driver for
// Zephyr (AspeedTech-BMC/zephyr, drivers/gpio/gpio_aspeed.h and gpio_aspeed.c, 2023); the pins that a chip has, and the
// registers of the eighth bank, are those of the Linux kernel, drivers/gpio/gpio-aspeed.c.
//
//	bank := &gpio.Banks[0]                              // A to D
//	err := bank.Direction.Write(ctx, gpio.Regs, 1<<3)   // A3 is an output
//	err = bank.Data.Write(ctx, gpio.Regs, 1<<3)         // and high
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.gpio-ast2600 → aspeed-gpio → aspeed_gpio-tests/pins
package aspeedgpio
