// Package imxi2c ties the I²C controller of Freescale's i.MX chips to the graph:
// its bus, and how devices are put on it (see libqos/board/imxi2c for the hardware).
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package imxi2c
