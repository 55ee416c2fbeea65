// Package emc1414 is the guest's side of SMSC's and Microchip's EMC1414, a
// temperature sensor with an internal and three external diodes.
//
// It is written from the datasheet EMC1413/EMC1414 Multiple Channel 1°C Temperature
// Sensors with Beta Compensation, Microchip DS20005274A, 2014. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → emc1414 → tests
package emc1414
