// Package ssetimer tests the system counter and timers of Arm's subsystems (see libqos/device/clock/ssetimer for the
// hardware). Each path ends in one of
//
//	… → sse-timer → sse-timer-tests/counter
//	… → sse-timer → sse-timer-tests/timer
//	… → sse-timer → sse-timer-tests/repeat
package ssetimer
