// Package bsc ties the Broadcom Serial Controller to the graph: its bus, and how devices are put on it (see libqos/board/bsc for
// the hardware). Typical path:
//
//	arm/raspi2b → bcm2835-i2c → i2c-bus → tmp105 → tests
package bsc
