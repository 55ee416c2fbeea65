// Package imxi2c tests the interrupt of the I²C controller of i.MX chips (see
// libqos/board/imxi2c for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → imx.i2c-tests/interrupt
package imxi2c
