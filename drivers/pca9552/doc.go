// Package pca9552 ties the LED driver PCA9552 to the graph (see
// libqos/device/gpio/pca9552 for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9552 → tests
package pca9552
