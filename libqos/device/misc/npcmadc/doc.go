// Package npcmadc is the guest's side of the analog-to-digital converter of Nuvoton's BMC chips NPCM7xx and NPCM8xx: eight
// inputs, and results of 10 or 12 bits.
//
// Their data sheets are not published. Names, offsets and bits are those of the Linux kernel, drivers/iio/adc/npcm_adc.c and
// Documentation/devicetree/bindings/iio/adc/nuvoton,npcm750-adc.yaml.
//
//	err := adc.Start(ctx, 3, npcmadc.InternalReference)
//
// Typical path:
//
//	arm/npcm750-evb → npcm7xx-adc → npcm7xx_adc-tests/adc
package npcmadc
