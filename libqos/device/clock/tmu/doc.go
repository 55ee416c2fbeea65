// Package tmu is the guest's side of the timer unit of the SH7750 and the SH7751: three counters of 32 bits that count down and
// start again from a value.
//
// It is written from SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 12 "Timer Unit (TMU)".
//
// Typical path:
//
//	sh4/r2d → tmu → tmu-tests/counters
package tmu
