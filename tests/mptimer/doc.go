// Package mptimer tests the timers of a Cortex-A9 MPCore (see libqos/device/clock/mptimer for the
// hardware) by QEMU's virtual clock. Steps of the private timer have the names of the cases of QEMU's
// test-arm-mptimer. Each path ends in one of
//
//	… → arm_mptimer → arm_mptimer-tests/mptimer
//	… → arm.cortex-a9-global-timer → arm.cortex-a9-global-timer-tests/timer
package mptimer
