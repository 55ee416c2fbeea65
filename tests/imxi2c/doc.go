// Package imxi2c tests what the I²C controller of i.MX chips does beside transfers: its
// interrupt (see libqos/board/imxi2c for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → imx.i2c-tests/interrupt
package imxi2c
