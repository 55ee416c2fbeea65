// Package goldfishrtc tests the real-time clock of the Goldfish virtual platform (see
// libqos/device/clock/goldfishrtc for the hardware) with QEMU's virtual clock. Each path ends in one of
//
//	… → goldfish_rtc → goldfish_rtc-tests/time
//	… → goldfish_rtc → goldfish_rtc-tests/alarm
//	… → goldfish_rtc → goldfish_rtc-tests/migrate
package goldfishrtc
