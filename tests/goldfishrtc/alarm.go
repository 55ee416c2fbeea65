package goldfishrtc

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
)

// alarm checks the alarm: the moment, its status, and that its interrupt can be disabled and
// cleared.
func alarm(t *run.T, c *goldfishrtc.Clock) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, c, line}
	t.Step("registers", w.registers)
	t.Step("moment", w.moment)
	t.Step("disabled", w.disabled)
	t.Step("disarmed", w.disarmed)
	t.Step("past", w.past)
	t.Step("moved", w.moved)
	t.Step("far", w.far)
	t.Step("reset", w.reset)
	t.Step("line after a reset", func() { w.line.ExpectT(t, "after a reset", false) })
}

// watch is a clock with its interrupt watched.
type watch struct {
	t    *run.T
	c    *goldfishrtc.Clock
	line guest.Line
}

// ahead clears the interrupt, and arms the alarm for some ns from now.
func (w watch) ahead(ns uint64) (at uint64) {
	w.t.Helper()
	goldfishrtc.ClearAlarm.WriteT(w.t, w.c.Regs, 1)
	goldfishrtc.ClearInterrupt.WriteT(w.t, w.c.Regs, 1)
	now, err := w.c.Now(w.t.Context())
	w.t.Must(err)
	w.t.Must(w.c.SetAlarm(w.t.Context(), now+ns))
	return now + ns
}

// state checks whether the alarm is armed, and its interrupt raised.
func (w watch) state(when string, armed uint32, raised bool) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "ALARM_STATUS "+when, goldfishrtc.AlarmStatus, armed)
	w.line.ExpectT(w.t, when, raised)
}

// registers checks that the registers keep what is written, which is in the future.
func (w watch) registers() {
	for bit := range 31 {
		reg.KeepsT(w.t, w.c.Regs, "ALARM_HIGH", goldfishrtc.AlarmHigh, 0x4000_0000|1<<bit)
	}
	for bit := range 32 {
		reg.KeepsT(w.t, w.c.Regs, "ALARM_LOW", goldfishrtc.AlarmLow, 1<<bit)
	}
	w.state("armed", 1, false)
	reg.IgnoresT(w.t, w.c.Regs, "ALARM_STATUS", goldfishrtc.AlarmStatus)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, ^uint32(0))
	reg.ExpectT(w.t, w.c.Regs, "IRQ_ENABLED, all bits of it written", goldfishrtc.Enabled, 1)
	w.state("enabled", 1, false)
}

func (w watch) moment() {
	at := w.ahead(1_000_000)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 1)
	w.c.Machine.StepT(w.t, 999_999)
	w.state("before the time", 1, false)
	w.c.Machine.StepT(w.t, 1)
	shows(w.t, w.c, "at the time", at)
	w.state("at the time", 0, true)
	w.c.Machine.StepT(w.t, 5_000_000)
	w.state("later", 0, true)
	goldfishrtc.ClearInterrupt.WriteT(w.t, w.c.Regs, 1)
	w.state("cleared", 0, false)
	w.c.Machine.StepT(w.t, 5_000_000)
	w.state("after it is cleared", 0, false)
}

func (w watch) disabled() {
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 0)
	reg.ExpectT(w.t, w.c.Regs, "IRQ_ENABLED", goldfishrtc.Enabled, 0)
	w.ahead(1000)
	w.c.Machine.StepT(w.t, 1000)
	w.state("at the time, disabled", 0, false)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 1)
	w.state("enabled later", 0, true)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 0)
	w.state("disabled again", 0, false)
	goldfishrtc.ClearInterrupt.WriteT(w.t, w.c.Regs, 1)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 1)
	w.state("enabled after it is cleared", 0, false)
}

func (w watch) disarmed() {
	w.ahead(1000)
	w.state("armed", 1, false)
	goldfishrtc.ClearAlarm.WriteT(w.t, w.c.Regs, 1)
	w.state("disarmed", 0, false)
	w.c.Machine.StepT(w.t, 2000)
	w.state("at the time, disarmed", 0, false)
}

// past checks that an alarm in the past interrupts at once.
func (w watch) past() {
	w.c.Machine.StepT(w.t, 1000)
	w.ahead(^uint64(999)) // 1000 ns ago
	w.c.Machine.StepT(w.t, 1)
	w.state("an alarm in the past", 0, true)
	goldfishrtc.ClearInterrupt.WriteT(w.t, w.c.Regs, 1)
	w.state("cleared", 0, false)
}

// moved checks that a new alarm counts in place of the old one.
func (w watch) moved() {
	at := w.ahead(1000)
	w.t.Must(w.c.SetAlarm(w.t.Context(), at+1000))
	w.c.Machine.StepT(w.t, 1500)
	w.state("after the old time", 1, false)
	w.c.Machine.StepT(w.t, 500)
	w.state("at the new time", 0, true)
}

// far checks that the upper half of the alarm counts.
func (w watch) far() {
	const hours = 1 << 44 // ns, almost five hours
	w.ahead(hours)
	w.c.Machine.StepT(w.t, hours-1)
	w.state("before the time", 1, false)
	w.c.Machine.StepT(w.t, 1)
	w.state("at the time", 0, true)
}

// reset checks that a reset disarms the alarm and disables the interrupt.
func (w watch) reset() {
	w.ahead(1000)
	w.c.Machine.StepT(w.t, 1000)
	w.state("before the reset", 0, true)
	w.ahead(2000)
	w.c.Machine.StepT(w.t, 500)
	w.t.Must(w.t.QEMU().SystemReset(w.t.Context()))
	reg.ExpectT(w.t, w.c.Regs, "IRQ_ENABLED after a reset", goldfishrtc.Enabled, 0)
	w.state("after a reset", 0, false)
	w.c.Machine.StepT(w.t, 2000)
	goldfishrtc.Enabled.WriteT(w.t, w.c.Regs, 1)
	w.state("at the time that the reset disarmed", 0, false)
	w.ahead(1000)
	w.c.Machine.StepT(w.t, 1000)
	w.state("at a new time", 0, true)
	w.t.Must(w.t.QEMU().SystemReset(w.t.Context()))
}
