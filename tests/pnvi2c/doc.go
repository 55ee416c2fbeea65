// Package pnvi2c tests the registers and the interrupt of the host's I²C controller of POWER processors, and the chips that
// a server has behind it (see libqos/board/pnvi2c for the hardware, and for its sources). The chips are those of QEMU's
// pnv-host-i2c-test. Typical path:
//
//	ppc64/powernv10-rainier → pnv-i2c → pnv-host-i2c-tests/registers
package pnvi2c
