// Package lsm303dlhc is the guest's side of the magnetometer in
// STMicroelectronics' LSM303DLHC, an I²C device separate from the accelerometer.
//
// It is written from the datasheet LSM303DLHC Ultra compact high performance
// e-compass, Doc ID 018771 Rev 1, April 2011; sections are from that document.
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → lsm303dlhc_mag → tests
package lsm303dlhc
