// Package aspeedi2c ties the I²C controllers of Aspeed's BMC chips to the graph: the bus of one of them
// on each board (see libqos/board/aspeedi2c for the hardware). Typical path:
//
//	arm/ast2600-evb → aspeed.i2c.bus → i2c-bus → tmp105 → tests
package aspeedi2c
