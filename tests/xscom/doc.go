// Package xscom tests the registers of POWER processors behind XSCOM: the identity of each chip, the sensors of its
// cores, its I²C controllers (see libqos/board/xscom for the hardware, and for its sources). The steps "cfam_id" and
// "core" have the names of cases of QEMU's pnv-xscom-test. Typical path:
//
//	ppc64/powernv10 → pnv-chip → pnv-xscom-tests/registers
package xscom
