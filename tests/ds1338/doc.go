// Package ds1338 tests the real-time clock DS1338 (see libqos/device/clock/ds1338 for the
// hardware): the calendar, by the host's clock and by the virtual clock, and the memory.
// The table chapters.md beside this file lists what of its manual is tested. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → ds1338 → tests
package ds1338
