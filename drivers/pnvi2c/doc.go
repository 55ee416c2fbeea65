// Package pnvi2c ties the I²C controller of POWER processors to the graph (see libqos/board/pnvi2c for the hardware). Typical path:
//
//	ppc64/powernv10 → pnv-i2c → i2c-bus → i2c-bus-tests/address-nack
package pnvi2c
