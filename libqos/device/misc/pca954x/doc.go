// Package pca954x drives the I²C switches PCA9546A and PCA9548A, which connect a bus with four or eight
// others.
//
// It follows NXP's data sheets PCA9546A, Rev. 6, 30 April 2014, and PCA9548A, Rev. 5.1, 1 October 2015. The
// only register is a byte with a bit for each channel; several may be connected at a time.
//
//	s := pca954x.New(bus, 0x70, 8)
//	sensor := tmp105.New(s.Channel(3), 0x49)
//
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9548 → i2c-channel → tmp105 → tests
package pca954x
