// Package islvr is the guest's side of digital multiphase voltage regulators by
// Intersil, now Renesas, with PMBus: ISL69260 and RAA229004, which have two outputs,
// and RAA228000, which has one.
//
// It is written from Renesas' datasheets of the three, which have equal chapters on
// PMBus. Values after reset that depend on the configuration are those of QEMU's
// devices (QEMU 11.1). Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → isl69260 → tests
package islvr
