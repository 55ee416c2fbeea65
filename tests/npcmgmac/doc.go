// Package npcmgmac tests the Ethernet controllers GMAC of Nuvoton's BMC chips (see libqos/device/net/npcmgmac for the hardware,
// and for its sources). The node covers QEMU's npcm_gmac-test. Typical path:
//
//	arm/npcm750-evb → npcm-gmac → npcm_gmac-tests/gmac
package npcmgmac
