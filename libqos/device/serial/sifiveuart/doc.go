// Package sifiveuart is the guest's side of SiFive's UART.
//
// It is written from SiFive FU540-C000 Manual v1p4, chapter 13 "Universal Asynchronous Receiver/Transmitter (UART)".
//
// Typical path:
//
//	riscv64/sifive_u → riscv.sifive.uart → uart → uart-tests/characters
package sifiveuart
