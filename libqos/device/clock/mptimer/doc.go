// Package mptimer is the guest's side of the timers of a Cortex-A9 MPCore: the private timer of each
// processor, its watchdog in timer mode, which has the same registers, and the global timer.
//
// It is written from Cortex-A9 MPCore Technical Reference Manual, ARM DDI 0407G, chapter 4 "Global
// Timer, Private Timers, and Watchdog Registers".
//
//	err := mptimer.Load.Write(ctx, timer.Regs, 999)
//	err = mptimer.Control.Write(ctx, timer.Regs, mptimer.Enable|mptimer.AutoReload|mptimer.Interrupts)
//
// Typical paths:
//
//	arm/vexpress-a9 → arm_mptimer → arm_mptimer-tests/mptimer
//	arm/vexpress-a9 → arm.cortex-a9-global-timer → arm.cortex-a9-global-timer-tests/timer
package mptimer
