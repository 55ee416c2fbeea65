// Package strongarmuart ties the UART of Intel's StrongARM to the tests of serial
// ports (see libqos/device/serial/strongarmuart for the hardware). Typical path:
//
//	arm/collie → strongarm-uart → uart → uart-tests/characters
package strongarmuart
