// Package aspeedi2c tests the registers, the interrupts and the buffers of the I²C controllers of Aspeed's BMC
// chips, with both sets of registers (see libqos/board/aspeedi2c for the hardware, and chapters.md
// beside this file for what is tested). Typical path:
//
//	arm/ast2600-evb → aspeed.i2c.bus → aspeed-i2c → aspeed-i2c-tests/bytes
package aspeedi2c
