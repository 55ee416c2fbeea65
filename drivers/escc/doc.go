// Package escc ties Zilog's enhanced serial communications controller, channel A to the tests of serial
// ports (see libqos/device/serial/escc for the hardware). Typical path:
//
//	sparc/SS-5 → escc → uart → uart-tests/characters
package escc
