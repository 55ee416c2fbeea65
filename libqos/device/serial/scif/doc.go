// Package scif is the guest's side of the serial communication interface with FIFO of the SH7750 and the SH7751.
//
// It is written from SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 16 "Serial Communication
// Interface with FIFO (SCIF)".
//
// Typical path:
//
//	sh4/r2d → scif → uart → uart-tests/characters
package scif
