// Package tmp105 tests the temperature sensor TMP105 (see libqos/device/sensor/tmp105 for the
// hardware): conversion, limits and the alert output. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package tmp105
