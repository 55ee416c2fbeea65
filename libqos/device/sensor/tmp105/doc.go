// Package tmp105 is the guest's side of Texas Instruments' TMP105, a temperature
// sensor with two limits and an alert output.
//
// It is written from the datasheet Digital Temperature Sensor with Two-Wire
// Interface, TI SLLS648D, September 2011; its sections have titles, but no
// numbers. Typical path:
//
//	arm/imx25-pdk → imx.i2c → i2c-bus → tmp105 → tests
package tmp105
