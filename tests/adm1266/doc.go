// Package adm1266 tests the device of that name (see libqos/device/power/adm1266 for the
// hardware, libqos/protocol/pmbus for the checks). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1266 → tests
package adm1266
