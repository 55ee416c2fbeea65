// Package pl031 tests ARM's real-time clock PL031 (see libqos/device/clock/pl031 for the
// hardware) with QEMU's virtual clock, which is what "-rtc clock=vm" counts the seconds with.
// Each path ends in one of
//
//	… → pl031 → pl031-tests/registers
//	… → pl031 → pl031-tests/alarm
//	… → pl031 → pl031-tests/migrate
package pl031
