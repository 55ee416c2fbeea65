// Package rs5c372 tests the real-time clock RS5C372A (see libqos/device/clock/rs5c372 for the
// hardware). The table chapters.md beside this file lists what of its manual is
// tested. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → rs5c372 → tests
package rs5c372
