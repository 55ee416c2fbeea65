// Package ecspi ties the SPI controller of NXP's i.MX chips to the graph, with the flash chip that is
// soldered to it (see libqos/board/ecspi for the hardware). Typical path:
//
//	arm/sabrelite → imx.spi → sst25vf016b → tests
package ecspi
