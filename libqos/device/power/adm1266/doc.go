// Package adm1266 is the guest's side of Analog Devices' ADM1266, a sequencer and
// monitor of 17 supplies with PMBus.
//
// It is written from the datasheet ADM1266 Cascadable Super Sequencer with Margin
// Control and Fault Recording, Analog Devices, Rev. C; its sections have titles,
// but no numbers. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → adm1266 → tests
package adm1266
