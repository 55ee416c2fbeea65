// Package sbcon tests the lines of the serial bus interface of Arm's boards (see libqos/board/sbcon
// for the hardware, and chapters.md beside this file for what is tested). Typical path:
//
//	arm/versatilepb → versatile_i2c → versatile_i2c-tests/lines
package sbcon
