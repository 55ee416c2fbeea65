// Package islvr tests the voltage regulators ISL69260, RAA228000 and RAA229004 (see
// libqos/device/power/islvr for the hardware, libqos/protocol/pmbus for the checks).
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → isl69260 → tests
package islvr
