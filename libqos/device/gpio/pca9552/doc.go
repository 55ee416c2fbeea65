// Package pca9552 is the guest's side of NXP's PCA9552, a driver of 16 LEDs with
// two blink rates. Its pins are also inputs.
//
// It is written from the datasheet PCA9552 16-bit I²C-bus LED driver with
// programmable blink rates, NXP, Rev. 06. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → pca9552 → tests
package pca9552
