// Package aspeedsmc drives the flash controllers of Aspeed's BMC chips: the Firmware
// SPI Memory Controller (FMC), and the SPI controllers of the host's firmware.
//
// Aspeed does not publish its data sheets. Registers and their use are those of Aspeed's
// own driver for Zephyr, AspeedTech-BMC/zephyr, drivers/spi/spi_aspeed.c, 2021, and of
// QEMU 11.1, docs/system/arm/aspeed.rst. A chip has a window in the memory map. In user
// mode each byte written there is sent and each byte read is received; in the other
// modes an access to the window is a command with an address:
//
//	fmc := aspeedsmc.New(machine, part)
//	chip := spinor.New(model, fmc.Chip(0))
//
// Typical path:
//
//	arm/ast2600-evb → aspeed.fmc-ast2600 → ssi-bus → w25q256 → tests
package aspeedsmc
