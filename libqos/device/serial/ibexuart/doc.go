// Package ibexuart is the guest's side of OpenTitan's UART.
//
// It is written from OpenTitan UART HWIP Technical Specification, "Registers".
//
// Typical path:
//
//	riscv32/opentitan → ibex-uart → uart → uart-tests/characters
package ibexuart
