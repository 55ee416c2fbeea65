// Package watchdog is a watchdog timer as its tests see it: once started it expires unless it
// is restarted or stopped. What QEMU then does is its option "-action watchdog=" (QEMU 11.1,
// qemu(1)), and its event WATCHDOG says what that is.
//
//	err := timer.Start(ctx, 30*time.Second)
//	err = timer.Restart(ctx) // again 30 seconds
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → isa-bus → ib700 → watchdog → watchdog-tests/pause
package watchdog
