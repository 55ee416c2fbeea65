// Package pl011 ties ARM's PL011 on boards to the tests of serial ports (see
// libqos/device/serial/pl011 for the hardware). Typical path:
//
//	arm/versatilepb → pl011 → uart → uart-tests/characters
package pl011
