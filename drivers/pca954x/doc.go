// Package pca954x ties the I²C switches PCA9546A and PCA9548A to the graph, and the bus behind one of the
// channels (see libqos/device/misc/pca954x for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9548 → i2c-channel → tmp105 → tests
package pca954x
