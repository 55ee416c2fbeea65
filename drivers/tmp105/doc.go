// Package tmp105 ties the temperature sensor TMP105 to the graph (see
// libqos/device/sensor/tmp105 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package tmp105
