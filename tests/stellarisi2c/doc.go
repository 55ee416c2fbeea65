// Package stellarisi2c tests the registers and the interrupt of the I²C master of Stellaris chips (see libqos/board/stellarisi2c
// for the hardware). Typical path:
//
//	arm/lm3s6965evb → stellaris-i2c → stellaris-i2c-tests/registers
package stellarisi2c
