// Package mssspi tests the SPI controller of the SmartFusion 2 (see libqos/board/mssspi for the hardware, and for its source), with
// the flash chip on its bus. Each path ends in
//
//	… → mss-spi → mss-spi-tests/registers
package mssspi
