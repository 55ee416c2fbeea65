// Package sifivespi drives the SPI controller of SiFive's chips as they are after
// power-up: one data line, most significant bit first.
//
// It follows the SiFive FU540-C000 Manual, v1p3, chapter 19 "Serial Peripheral Interface
// (SPI)"; names are those of that document.
//
//	bus := ssi.ByBytes(sifivespi.New(machine, guest.Peripheral{Base: 0x10040000}))
//
// Typical path:
//
//	riscv64/sifive_u → sifive.spi → is25wp256 → tests
package sifivespi
