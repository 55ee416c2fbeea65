// Package npcmpspi drives the Peripheral SPI controller (PSPI) of Nuvoton's BMC chips NPCM7xx and NPCM8xx. It has no select
// lines: a pin of a GPIO controller selects the chip.
//
// The data sheets are not published. Names, offsets and bits are those of the Linux kernel, drivers/spi/spi-npcm-pspi.c. The
// core is that of National Semiconductor's earlier chips: CP3BT26, chapter 23 "Microwire/SPI Interface".
//
//	bus := ssi.ByBytes(npcmpspi.New(machine, guest.Peripheral{Base: 0xf0201000}))
//
// Typical path:
//
//	arm/npcm750-evb → npcm-pspi → ssi-bus → w25q256 → tests
package npcmpspi
