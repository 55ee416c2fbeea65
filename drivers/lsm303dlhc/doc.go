// Package lsm303dlhc ties the magnetometer of the LSM303DLHC to the graph (see
// libqos/device/sensor/lsm303dlhc for the hardware). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → lsm303dlhc_mag → tests
package lsm303dlhc
