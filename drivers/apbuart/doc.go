// Package apbuart ties the UART of Gaisler's GRLIB to the tests of serial
// ports (see libqos/device/serial/apbuart for the hardware). Typical path:
//
//	sparc/leon3_generic → grlib-apbuart → uart → uart-tests/characters
package apbuart
