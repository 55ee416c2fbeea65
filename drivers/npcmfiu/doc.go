// Package npcmfiu ties the flash controller of Nuvoton's BMC chips to the graph, with the flash chips that are soldered to
// it (see libqos/board/npcmfiu for the hardware). Typical path:
//
//	arm/npcm750-evb → npcm7xx-fiu → w25q256 → tests
package npcmfiu
