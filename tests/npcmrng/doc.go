// Package npcmrng tests the random number generator of Nuvoton's BMC chips (see libqos/device/misc/npcmrng for the hardware,
// and for its sources): its registers, and its numbers by NIST SP 800-22 rev. 1a, sections 2.1 "Frequency (Monobit) Test" and
// 2.3 "Runs Test". The node covers QEMU's npcm7xx_rng-test. Typical path:
//
//	arm/npcm750-evb → npcm7xx-rng → npcm7xx_rng-tests/rng
package npcmrng
