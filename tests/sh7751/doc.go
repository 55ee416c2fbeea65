// Package sh7751 tests what is on the SH7751 and no other processor's board: the FIFO of its serial port and its timers.
//
// It is written from SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, sections 12 "Timer Unit (TMU)" and 16
// "Serial Communication Interface with FIFO (SCIF)". Interrupts are not looked at: QEMU's interrupt controller is no
// object of the machine, so a test cannot watch its inputs, and it has no register that tells of them.
//
// Typical path:
//
//	sh4/r2d → tmu → tmu-tests/counters
package sh7751
