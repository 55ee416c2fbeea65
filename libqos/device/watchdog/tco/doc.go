// Package tco is the guest's side of the watchdog timer of Intel's ICH9, "TCO": part of its
// power management registers (Intel I/O Controller Hub 9 Family Datasheet, order number
// 316972-004, sections 5.15 "System Management" and 13.9 "System Management TCO Registers");
// names are from there. The timer expires twice before it resets.
//
//	timer, err := tco.New(ctx, host)
//	err = timer.Start(ctx, 12*time.Second) // both times together
//
// Typical path:
//
//	x86_64/q35 → q35-pcihost → tco → watchdog → watchdog-tests/pause
package tco
