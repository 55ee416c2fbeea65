// Package pnvspi ties the SPI master of POWER10 and later processors to the graph (see libqos/board/pnvspi for the hardware).
// Typical path:
//
//	ppc64/powernv10 → pnv-spi → ssi-bus → 25csm04 → m25p80-flash-tests/commands
package pnvspi
