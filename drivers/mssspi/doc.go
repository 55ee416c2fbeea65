// Package mssspi ties the SPI controller of the SmartFusion 2 to the graph, with the flash chip that is soldered to it (see
// libqos/board/mssspi for the hardware). Typical path:
//
//	arm/emcraft-sf2 → mss-spi → s25sl12801 → tests
package mssspi
