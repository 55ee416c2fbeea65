// Package mpci2c tests the registers and the interrupt of the I²C controller of PowerQUICC III (see libqos/board/mpci2c for
// the hardware). Typical path:
//
//	ppc/mpc8544ds → mpc-i2c → mpc-i2c-tests/registers
package mpci2c
