// Package sbcon ties the serial bus interface of Arm's boards to the graph: its I²C bus (see
// libqos/board/sbcon for the hardware). Typical path:
//
//	arm/versatilepb → versatile_i2c → i2c-bus → tmp105 → tests
package sbcon
