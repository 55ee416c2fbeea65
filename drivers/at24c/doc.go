// Package at24c ties two sizes of serial EEPROM to the graph (see libqos/device/storage/at24c for the
// hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → at24c64 → tests
package at24c
