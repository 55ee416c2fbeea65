// Package xscom reaches the registers of IBM's POWER processors from their own memory map: XSCOM, the window
// to the registers ("SCOMs") of the chip's pervasive control bus (PCB).
//
// Where the windows are, and how a register's address is made, is in the sources of the OpenPOWER firmware
// skiboot (Apache-2.0): hw/xscom.c, xscom_addr, and hw/phys-map.c, XSCOM. A register has 64 bits, is big-endian,
// and its bit 0 is the most significant one. The controllers behind XSCOM whose registers have consecutive
// addresses are parts of a board with a stride of 8 bytes: libqos/board/pnvi2c, libqos/board/pnvspi.
//
//	id, err := xscom.CFAMID.Read(ctx, chips.Registers(0))
//
// Typical path:
//
//	ppc64/powernv10 → pnv-chip → pnv-xscom-tests/registers
package xscom
