// Package npcmsmbus tests the registers and the interrupt of the SMBus controller of Nuvoton's BMC chips (see
// libqos/board/npcmsmbus for the hardware, and for its sources). The step "single mode" has the name of a case of
// QEMU's npcm7xx_smbus-test. Typical path:
//
//	arm/npcm750-evb → npcm7xx-smbus → npcm7xx_smbus-tests/registers
package npcmsmbus
