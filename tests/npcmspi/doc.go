// Package npcmspi tests the SPI controllers of Nuvoton's BMC chips (see libqos/board/npcmfiu and libqos/board/npcmpspi for
// the hardware, and for its sources). Each path ends in one of
//
//	… → npcm7xx-fiu → npcm7xx-fiu-tests/registers
//	… → npcm7xx-fiu → npcm7xx-fiu-tests/flash
//	… → npcm-pspi → npcm-pspi-tests/registers
package npcmspi
