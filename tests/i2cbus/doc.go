// Package i2cbus tests an I²C bus by itself, with any devices on it (see
// libqos/bus/i2c for the bus). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tests
package i2cbus
