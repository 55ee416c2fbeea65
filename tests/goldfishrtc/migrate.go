package goldfishrtc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
)

// migrate moves the machine with an alarm ahead, and the time set. It finds a clock that loses
// either, or the enabled interrupt.
func migrate(t *run.T, c *goldfishrtc.Clock, second run.Instance[*goldfishrtc.Clock]) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, c, line}
	const now = 0x0123_4567_89ab_cdef
	t.Must(c.Set(t.Context(), now))
	at := w.ahead(uint64(time.Minute))
	goldfishrtc.Enabled.WriteT(t, c.Regs, 1)
	c.Machine.StepT(t, time.Second)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	reg.ExpectT(t, c.Regs, "ALARM_LOW after the migration", goldfishrtc.AlarmLow, uint32(at))
	reg.ExpectT(t, c.Regs, "IRQ_ENABLED after the migration", goldfishrtc.Enabled, 1)
	w.state("after the migration", 1, false)
	c.Machine.StepT(t, 59*time.Second-2) // the migration took 1 ns
	shows(t, c, "before the alarm", at-1)
	w.state("before the alarm", 1, false)
	c.Machine.StepT(t, 1)
	w.state("at the alarm", 0, true)
}
