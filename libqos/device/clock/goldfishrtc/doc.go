// Package goldfishrtc is the guest's side of the real-time clock of the Goldfish virtual platform:
// nanoseconds since 1970, and an alarm.
//
// It is written from Goldfish Virtual Hardware, Android Open Source Project, section "Goldfish
// real-time clock", and for the registers that came later from Linux,
// include/clocksource/timer-goldfish.h.
//
//	now, err := clock.Now(ctx)
//	err = clock.SetAlarm(ctx, now+1_000_000)
//
// Typical path:
//
//	riscv64/virt → goldfish_rtc → goldfish_rtc-tests/alarm
package goldfishrtc
