// Package ib700 is the guest's side of the watchdog timer of the single board computer IB700:
// two ports (iBASE IB700 User's Manual, section "Watchdog Timer"). A write of 0 to 15 to the
// one starts the timer with 30, 28, 26 down to 0 seconds; a write to the other stops it.
//
//	timer, err := ib700.New(ctx, bus)
//	err = timer.Start(ctx, 30*time.Second)
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → ib700 → watchdog → watchdog-tests/pause
package ib700
