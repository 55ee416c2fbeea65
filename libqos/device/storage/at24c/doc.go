// Package at24c drives the serial EEPROMs of Atmel's AT24C family.
//
// It follows Atmel's data sheets AT24C02, 0180Z1, and AT24C64D, DS20005937B. Memory is written in pages and read without a
// limit. A message begins with an address of one byte or, from the AT24C32 on, of two.
//
//	e := at24c.New(bus, 0x50, at24c.C64())
//	err := e.Write(ctx, 0x120, data)
//
// Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → at24c64 → tests
package at24c
