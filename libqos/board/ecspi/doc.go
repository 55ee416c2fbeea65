// Package ecspi drives the Enhanced Configurable SPI (ECSPI) of NXP's i.MX chips as a
// master, with a chip that an output of a GPIO selects, as boards have it that cannot use
// the controller's own selects.
//
// It follows the i.MX 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, Rev.
// 3, chapters 21 "Enhanced Configurable SPI (ECSPI)" and 28 "General Purpose Input/Output
// (GPIO)"; names are those of that document.
//
//	bus := ssi.ByBytes(ecspi.New(machine, guest.Peripheral{Base: 0x02008000}, ecspi.Pin{GPIO: 0x020a4000, Number: 19}))
//
// Typical path:
//
//	arm/sabrelite → imx.spi → sst25vf016b → tests
package ecspi
