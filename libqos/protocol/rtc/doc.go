// Package rtc is the common part of clock chips: seven calendar registers in
// BCD, seconds first, and QEMU's option for the time.
//
//	registers, err := rtc.Encode(time.Date(2028, 2, 29, 13, 0, 0, 0, time.UTC), rtc.Clock24)
//	date, err := rtc.Decode(registers, rtc.Clock24)
package rtc
