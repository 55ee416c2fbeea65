// Package npcmsmbus drives the SMBus controller of Nuvoton's BMC chips NPCM7xx and NPCM8xx, byte by byte or with its FIFOs.
//
// Their data sheets are not published. The core without the FIFOs is that of National Semiconductor's and Nuvoton's earlier
// chips: CP3BT26 Reference Manual, chapter "ACCESS.bus Interface" (there the registers are ACBSDA, ACBST, ACBCST and
// ACBCTL1 to 3). Names are those of Linux's driver, drivers/i2c/busses/i2c-npcm7xx.c.
//
//	bus := npcmsmbus.NewPart(machine, guest.Peripheral{Base: 0xf008f000})
//	err := bus.Transfer(ctx, 0x49, []byte{0}, temperature)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-smbus → i2c-bus → tmp105 → tests
package npcmsmbus
