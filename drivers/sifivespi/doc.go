// Package sifivespi ties the SPI controller of SiFive's chips to the graph, with the flash chip that is
// soldered to it (see libqos/board/sifivespi for the hardware). Typical path:
//
//	riscv64/sifive_u → sifive.spi → is25wp256 → tests
package sifivespi
