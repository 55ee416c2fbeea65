// Package ibexuart ties OpenTitan's UART to the tests of serial
// ports (see libqos/device/serial/ibexuart for the hardware). Typical path:
//
//	riscv32/opentitan → ibex-uart → uart → uart-tests/characters
package ibexuart
