// Package bcm2835spi tests the SPI master of the Raspberry Pis (see libqos/board/bcm2835spi for the hardware, and for its sources),
// with a flash chip on its bus. Each path ends in
//
//	… → bcm2835-spi → bcm2835-spi-tests/registers
package bcm2835spi
