// Package npcmfiu drives the Flash Interface Unit (FIU) of Nuvoton's BMC chips NPCM7xx and NPCM8xx. It has a window in the
// memory map for each chip, where a read or a write is a command with an address (direct access), and it makes transactions
// of its own, of up to 16 bytes of data (User Mode Access, UMA).
//
// The data sheets are not published. Names, offsets and bits are those of Nuvoton's own sources: the boot block of the chips,
// Nuvoton-Israel/bootblock, SWC_HAL/ModuleDrivers/fiu/40/fiu_regs.h, 2019, and the Linux kernel, drivers/spi/spi-npcm-fiu.c.
//
//	fiu := npcmfiu.New(machine, guest.Peripheral{Base: 0xfb000000}, 0x80000000)
//	flash := spinor.New(spinor.Named("w25q256"), fiu.Chip(0))
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-fiu → w25q256 → tests
package npcmfiu
