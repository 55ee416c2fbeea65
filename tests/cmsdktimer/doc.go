// Package cmsdktimer tests the timer and the watchdog of Arm's Cortex-M System Design Kit (see
// libqos/device/clock/cmsdktimer for the hardware) by QEMU's virtual clock. The first names are those of
// QEMU's cmsdk-apb-timer-test and cmsdk-apb-watchdog-test. Each path ends in one of
//
//	… → cmsdk-apb-timer → cmsdk-apb-timer-tests/timer
//	… → cmsdk-apb-watchdog → cmsdk-apb-watchdog-tests/watchdog
//	… → cmsdk-apb-watchdog → cmsdk-apb-watchdog-tests/reset
//	… → luminary-watchdog → luminary-watchdog-tests/watchdog
package cmsdktimer
