// Package scif ties the serial communication interface with FIFO of the SH7751 to the tests of serial
// ports (see libqos/device/serial/scif for the hardware). Typical path:
//
//	sh4/r2d → scif → uart → uart-tests/characters
package scif
