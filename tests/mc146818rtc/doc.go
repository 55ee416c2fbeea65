// Package mc146818rtc tests the clock chip of PCs (see libqos/device/clock/mc146818rtc for
// the hardware): the time in both formats of numbers and of hours, updates, the alarm, the
// periodic interrupt, RAM. The tests are named after those of QEMU's own rtc-test. Those
// without a counterpart there are rtc-tests/registers, ram, reset, update/interrupt,
// alarm/dont-care and migrate/…. Typical path:
//
//	x86_64/pc → i440FX-pcihost → PIIX3 → mc146818rtc → rtc-tests/check-time/bcd
package mc146818rtc
