// Package imxi2c tests the registers and the interrupt of the I²C controller of i.MX chips (see
// libqos/board/imxi2c for the hardware, and chapters.md beside this file for what is tested). Typical path:
//
//	arm/imx25-pdk → imx.i2c → imx.i2c-tests/interrupt
package imxi2c
