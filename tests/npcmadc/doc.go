// Package npcmadc tests the analog-to-digital converter of Nuvoton's BMC chips (see libqos/device/misc/npcmadc for the
// hardware, and for its sources). The node covers QEMU's npcm7xx_adc-test. Typical path:
//
//	arm/npcm750-evb → npcm7xx-adc → npcm7xx_adc-tests/adc
package npcmadc
