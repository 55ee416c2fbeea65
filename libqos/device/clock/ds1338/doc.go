// Package ds1338 is the guest's side of Dallas' and Maxim's DS1338, a real-time
// clock with 56 bytes of memory.
//
// It is written from the datasheet DS1338 I²C RTC with 56-Byte NV RAM, Maxim,
// 2015; its sections have titles, but no numbers. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → ds1338 → tests
package ds1338
