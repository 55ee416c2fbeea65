// Package pca954x tests the I²C switches PCA9546A and PCA9548A with a sensor behind each channel (see
// libqos/device/misc/pca954x for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9548 → pca9548-tests/channels
package pca954x
