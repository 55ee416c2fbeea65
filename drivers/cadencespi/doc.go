// Package cadencespi ties the SPI controller of Xilinx's Zynq chips to the graph, with the flash chip that is
// soldered to it (see libqos/board/cadencespi for the hardware). Typical path:
//
//	arm/xilinx-zynq-a9 → xlnx.ps7-spi → n25q128 → tests
package cadencespi
