// Package xpsspi ties Xilinx's SPI core to the graph, with the flash chip that is
// soldered to it (see libqos/board/xpsspi for the hardware). Typical path:
//
//	microblaze/petalogix-ml605 → xlnx.xps-spi → n25q128 → tests
package xpsspi
