// Package adm1272 is the guest's side of Analog Devices' ADM1272, a hot swap
// controller and digital power monitor with PMBus.
//
// It is written from the datasheet ADM1272 High Voltage Positive Hot Swap
// Controller and Digital Power Monitor with PMBus, Analog Devices, Rev. D; its
// sections have titles, but no numbers. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1272 → tests
package adm1272
