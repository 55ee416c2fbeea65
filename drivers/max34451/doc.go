// Package max34451 ties the supply manager MAX34451 to the graph
// (see libqos/device/power/max34451 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → max34451 → tests
package max34451
