// Package bsc tests the registers and the interrupt of the Broadcom Serial Controller (see libqos/board/bsc for the hardware).
// Typical path:
//
//	arm/raspi2b → bcm2835-i2c → bcm2835-i2c-tests/registers
package bsc
