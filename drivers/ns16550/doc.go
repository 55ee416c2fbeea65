// Package ns16550 ties the NS16550A serial ports of boards to the tests of serial ports (see
// libqos/device/serial/ns16550 for the hardware). Typical path:
//
//	arm/ast2600-evb → serial-mm → uart → uart-tests/characters
package ns16550
