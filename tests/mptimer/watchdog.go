package mptimer

import (
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
)

// watchdog checks watchdog mode (DDI 0407G, section 4.2 "Private timer and watchdog registers").
func (w watch) watchdog() {
	w.t.Step("reset flag cleared", func() {
		reg.ExpectBitsT(w.t, w.d.Regs, "Reset Status", mptimer.ResetStatus, 1, 0)
	})
	for _, s := range []struct {
		name string
		run  func()
	}{
		{"mode stays", w.modeStays}, {"counter protected", w.protected}, {"disabled", w.disabled}, {"reset request", w.bites},
	} {
		w.t.Step(s.name, func() { w.begins(); s.run() })
	}
}

// period is that of the steps, in ticks.
const period = 1000

// begins has the watchdog run in watchdog mode, until the end of the step.
func (w watch) begins() {
	w.t.Helper()
	w.t.Cleanup(func() { w.disable(); w.stop() })
	mptimer.Load.WriteT(w.t, w.d.Regs, period-1)
	mptimer.Control.WriteT(w.t, w.d.Regs, mptimer.Enable|mptimer.Watchdog)
	w.d.Machine.StepT(w.t, mptimer.Tick/2)
}

// disable returns it to timer mode.
func (w watch) disable() {
	w.t.Helper()
	mptimer.Disable.WriteT(w.t, w.d.Regs, mptimer.DisableFirst)
	mptimer.Disable.WriteT(w.t, w.d.Regs, mptimer.DisableSecond)
}

// modeStays checks that a written 0 does not clear the mode.
func (w watch) modeStays() {
	mptimer.Control.WriteT(w.t, w.d.Regs, mptimer.Enable)
	reg.ExpectBitsT(w.t, w.d.Regs, "Control with a 0 written to Watchdog mode", mptimer.Control, mptimer.Watchdog, mptimer.Watchdog)
}

// protected checks that the counter cannot be written, but by Load, which is how it is refreshed.
func (w watch) protected() {
	w.step(period / 2)
	mptimer.Load.WriteT(w.t, w.d.Regs, 2*period)
	reg.ExpectT(w.t, w.d.Regs, "Counter after a refresh", mptimer.Counter, 2*period)
	mptimer.Counter.WriteT(w.t, w.d.Regs, 5)
	reg.ExpectT(w.t, w.d.Regs, "Counter after it is written", mptimer.Counter, 2*period)
}

// disabled checks that both values in their order return it to timer mode, and others do not.
func (w watch) disabled() {
	for _, values := range [][]uint32{
		{mptimer.DisableSecond, mptimer.DisableFirst}, {mptimer.DisableFirst, 0, mptimer.DisableSecond},
	} {
		for _, v := range values {
			mptimer.Disable.WriteT(w.t, w.d.Regs, v)
		}
		reg.ExpectBitsT(w.t, w.d.Regs, "Control after other values", mptimer.Control, mptimer.Watchdog, mptimer.Watchdog)
	}
	w.disable()
	reg.ExpectBitsT(w.t, w.d.Regs, "Control after both values", mptimer.Control, mptimer.Watchdog, 0)
}

// bites checks that the end of the period sets the reset flag, and a written 1 clears it.
func (w watch) bites() {
	w.step(period - 2)
	reg.ExpectBitsT(w.t, w.d.Regs, "Reset Status before the end of the period", mptimer.ResetStatus, 1, 0)
	w.step(3)
	got := mptimer.ResetStatus.ReadT(w.t, w.d.Regs)
	mptimer.ResetStatus.WriteT(w.t, w.d.Regs, 1)
	if got&1 == 0 {
		w.t.Errorf("Reset Status after the end of the period = %#x, want bit 0", got)
	}
	reg.ExpectBitsT(w.t, w.d.Regs, "Reset Status cleared", mptimer.ResetStatus, 1, 0)
}
