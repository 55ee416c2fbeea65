// Package rs5c372 ties the real-time clock RS5C372 to the graph (see libqos/device/clock/rs5c372
// for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → rs5c372 → tests
package rs5c372
