// Package sifiveuart ties SiFive's UART to the tests of serial
// ports (see libqos/device/serial/sifiveuart for the hardware). Typical path:
//
//	riscv64/sifive_u → riscv.sifive.uart → uart → uart-tests/characters
package sifiveuart
