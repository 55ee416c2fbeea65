// Package npcmemc tests the Ethernet controllers EMC of Nuvoton's BMC chip NPCM7xx (see libqos/device/net/npcmemc for the hardware,
// and for its sources). The node covers QEMU's npcm7xx_emc-test. Typical path:
//
//	arm/npcm750-evb → npcm7xx-emc → npcm7xx_emc-tests/emc
package npcmemc
