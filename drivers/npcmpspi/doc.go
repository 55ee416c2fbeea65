// Package npcmpspi ties the Peripheral SPI controller of Nuvoton's BMC chips to the graph: its bus, and how chips are put on it (see
// libqos/board/npcmpspi for the hardware). Typical path:
//
//	arm/npcm750-evb → npcm-pspi → ssi-bus → w25q256 → tests
package npcmpspi
