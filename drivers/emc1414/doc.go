// Package emc1414 ties the temperature sensor EMC1414 to the graph (see
// libqos/device/sensor/emc1414 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → emc1414 → tests
package emc1414
