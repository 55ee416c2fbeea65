// Package pca9552 tests the LED driver PCA9552 (see libqos/device/gpio/pca9552 for the
// hardware): states, pins and auto-increment. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9552 → tests
package pca9552
