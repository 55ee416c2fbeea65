// Package twi ties the two-wire interface of Allwinner's chips to the graph: its bus, and how
// devices are put on it (see libqos/board/twi for the hardware). Typical path:
//
//	arm/orangepi-pc → allwinner.i2c-sun6i → i2c-bus → tmp105 → tests
package twi
