// Package twi tests the registers and the interrupt of Allwinner's two-wire interface (see libqos/board/twi for the
// hardware). Typical path:
//
//	arm/orangepi-pc → allwinner.i2c-sun6i → allwinner.i2c-sun6i-tests/registers
package twi
