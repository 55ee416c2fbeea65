// Package bcm2835spi ties the SPI master of the Raspberry Pis to the graph: its bus, and how chips are put on it (see
// libqos/board/bcm2835spi for the hardware). Typical path:
//
//	arm/raspi0 → bcm2835-spi → ssi-bus → w25q256 → tests
package bcm2835spi
