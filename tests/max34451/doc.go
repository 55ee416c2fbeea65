// Package max34451 tests the device of that name (see libqos/device/power/max34451 for the
// hardware, libqos/protocol/pmbus for the checks). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → max34451 → tests
package max34451
