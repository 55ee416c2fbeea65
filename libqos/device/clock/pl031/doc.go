// Package pl031 is the guest's side of ARM's PrimeCell Real Time Clock PL031: a counter of seconds
// with a match register.
//
// It is written from PrimeCell Real Time Clock (PL031) Technical Reference Manual, ARM DDI 0224B.
//
//	err := pl031.Load.Write(ctx, clock.Regs, 1_000_000_000)
//
// Typical path:
//
//	arm/versatilepb → pl031 → pl031-tests/alarm
package pl031
