package pl031

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
)

// migrate moves the machine in the middle of a second, with a match ahead and the interrupt masked.
// It finds a clock that loses the time, the match, the mask or the part of a second.
func migrate(t *run.T, c *pl031.Clock, second run.Instance[*pl031.Clock]) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	pl031.Control.WriteT(t, c.Regs, 1)
	w := watch{t, c, line}
	w.set(7000, 7004, 0)
	c.Machine.StepT(t, 3*time.Second/2)

	t.Must(t.Env.Migrate(t.Context(), second.Env, nil))

	w.shows("after the migration", 7001)
	reg.ExpectT(t, c.Regs, "RTCLR", pl031.Load, 7000)
	reg.ExpectT(t, c.Regs, "RTCMR", pl031.Match, 7004)
	c.Machine.StepT(t, time.Second/2-2) // the migration took 1 ns
	w.shows("before the next second", 7001)
	c.Machine.StepT(t, 1)
	w.shows("at the next second", 7002)
	c.Machine.StepT(t, time.Second)
	w.state("before the match", 0, 0)
	c.Machine.StepT(t, 2*time.Second)
	w.state("after the match", 0, 1)
	pl031.Mask.WriteT(t, c.Regs, 1)
	w.state("let through", 1, 1)
}
