// Package adm1272 tests the device of that name (see libqos/device/power/adm1272 for the
// hardware, libqos/protocol/pmbus for the checks). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1272 → tests
package adm1272
