// Package max34451 is the guest's side of Maxim's MAX34451, a manager of 16
// supplies with five temperature sensors and PMBus.
//
// It is written from the datasheet MAX34451 PMBus 16-Channel V/I Monitor and
// 12-Channel Sequencer/Marginer, Maxim 19-7057; its sections have titles, but no
// numbers. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → max34451 → tests
package max34451
