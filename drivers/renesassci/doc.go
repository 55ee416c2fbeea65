// Package renesassci ties the serial communications interface of Renesas' RX62N to the tests of serial
// ports (see libqos/device/serial/renesassci for the hardware). Typical path:
//
//	rx/gdbsim-r5f562n8 → renesas-sci → uart → uart-tests/characters
package renesassci
