// Package npcmrng is the guest's side of the random number generator of Nuvoton's BMC chips NPCM7xx and NPCM8xx.
//
// Their data sheets are not published. Names, offsets and bits are those of the Linux kernel,
// drivers/char/hw_random/npcm-rng.c.
//
//	err := rng.Enable(ctx)
//	b, err := rng.Byte(ctx)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-rng → npcm7xx_rng-tests/rng
package npcmrng
