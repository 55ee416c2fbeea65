// Package mcfuart ties the UART of ColdFire processors to the tests of serial
// ports (see libqos/device/serial/mcfuart for the hardware). Typical path:
//
//	m68k/mcf5208evb → mcf-uart → uart → uart-tests/characters
package mcfuart
