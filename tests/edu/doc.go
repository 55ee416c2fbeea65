// Package edu tests QEMU's edu (see libqos/device/misc/edu for the hardware): its registers, the
// factorials, interrupts by INTx and by MSI, DMA both ways, and migration.
// The table chapters.md beside this file lists what of its manual is tested. Each path ends in
// one of
//
//	… → edu → edu-tests/registers
//	… → edu → edu-tests/factorial
//	… → edu → edu-tests/intx
//	… → edu → edu-tests/msi
//	… → edu → edu-tests/dma
//	… → edu → edu-tests/migrate
package edu
