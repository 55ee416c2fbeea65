// Package pnvspi tests the registers and the sequencer of the SPI master of POWER10 and later processors (see
// libqos/board/pnvspi for the hardware, and for its sources). The serial EEPROM is that of QEMU's pnv-spi-seeprom-test. Typical
// path:
//
//	ppc64/powernv10 → pnv-spi → pnv-spi-seeprom-tests/sequencer
package pnvspi
