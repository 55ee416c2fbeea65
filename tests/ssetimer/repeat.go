package ssetimer

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/ssetimer"
)

// repeat checks a timer that interrupts again and again (101370, "System timer", automatic increment).
func repeat(t *run.T, c *ssetimer.Timer) {
	line, err := c.Watch(t.Context())
	t.Must(err)
	begin := func() {
		start(t, c, 0, 0)
		ssetimer.RepeatEvery.WriteT(t, c.Regs, perMillisecond)
		ssetimer.RepeatControl.WriteT(t, c.Regs, ssetimer.Repeating)
	}
	t.Step("repeats", func() {
		begin()
		line.ExpectT(t, "at first", false)
		before := time.Millisecond - 2*tick // from two ticks after one moment, or the start, to two ticks before the next
		for n := range 3 {
			reg.ExpectT(t, c.Regs, fmt.Sprintf("CNTP_AIVAL, %d", n), ssetimer.RepeatLow, uint32(n+1)*perMillisecond)
			c.Machine.StepT(t, before)
			before = time.Millisecond - 4*tick
			line.ExpectT(t, fmt.Sprintf("too soon, %d", n), false)
			c.Machine.StepT(t, 4*tick)
			line.ExpectT(t, fmt.Sprintf("after the moment, %d", n), true)
			reg.ExpectT(t, c.Regs, "CNTP_AIVAL_CTL after the moment", ssetimer.RepeatControl, ssetimer.Repeating|ssetimer.Repeated)
			ssetimer.RepeatControl.WriteT(t, c.Regs, ssetimer.Repeating|ssetimer.Repeated)
			line.ExpectT(t, "with a 1 written to CLR", true)
			ssetimer.RepeatControl.WriteT(t, c.Regs, ssetimer.Repeating)
			line.ExpectT(t, "cleared", false)
		}
	})
	t.Step("masked", func() {
		begin()
		ssetimer.Control.WriteT(t, c.Regs, ssetimer.Enabled|ssetimer.Masked)
		c.Machine.StepT(t, 2*time.Millisecond)
		line.ExpectT(t, "masked", false)
		ssetimer.Control.WriteT(t, c.Regs, ssetimer.Enabled)
		line.ExpectT(t, "no longer masked", true)
		ssetimer.Control.WriteT(t, c.Regs, 0)
		line.ExpectT(t, "no longer enabled", false)
	})
	t.Step("off", func() {
		begin()
		ssetimer.RepeatControl.WriteT(t, c.Regs, 0)
		t.Must(c.Compare(t.Context(), 5*perMillisecond))
		c.Machine.StepT(t, 2*time.Millisecond)
		line.ExpectT(t, "of a timer that does not repeat", false)
	})
}
