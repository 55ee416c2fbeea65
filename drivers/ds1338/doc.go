// Package ds1338 ties the real-time clock DS1338 to the graph (see libqos/device/clock/ds1338
// for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → ds1338 → tests
package ds1338
