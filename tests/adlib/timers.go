package adlib

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/opl2"
)

// timer is the difference between both timers.
type timer struct {
	name        string
	count       opl2.Register
	unit        time.Duration
	start, mask uint8
	expired     opl2.Status
}

func both() []timer {
	return []timer{
		{"timer 1", opl2.Timer1, opl2.Unit1, opl2.Start1, opl2.Mask1, opl2.Expired | opl2.Expired1},
		{"timer 2", opl2.Timer2, opl2.Unit2, opl2.Start2, opl2.Mask2, opl2.Expired | opl2.Expired2},
	}
}

// timers checks how the timers start, expire and are masked, each for itself.
func timers(t *run.T, c *opl2.Card) {
	t.Must(c.StopTimers(t.Context()))
	flags(t, c, "timers that were stopped", 0)
	t.Step("detection", func() { detection(t, c) })
	for _, x := range both() {
		t.Step(x.name, func() {
			t.Step("expires", func() { expires(t, c, x, 0xff) })
			t.Step("masked", func() { masked(t, c, x) })
			t.Step("time", func() { takes(t, c, x) })
			t.Step("not started", func() { idle(t, c, x) })
		})
	}
}

// flags checks the status.
func flags(t *run.T, c *opl2.Card, when string, want opl2.Status) {
	t.Helper()
	reg.ExpectBitsT(t, c.Regs, "status of "+when, opl2.StatusAddress, opl2.Flags, want)
}

// write writes a register.
func write(t *run.T, c *opl2.Card, r opl2.Register, v uint8) {
	t.Helper()
	t.Must(c.Write(t.Context(), r, v))
}

// detection is how programs find the card (the AdLib manual).
func detection(t *run.T, c *opl2.Card) {
	write(t, c, opl2.TimerControl, opl2.Mask1|opl2.Mask2)
	write(t, c, opl2.TimerControl, opl2.ResetIRQ)
	flags(t, c, "stopped timers", 0)
	write(t, c, opl2.Timer1, 0xff)
	write(t, c, opl2.TimerControl, opl2.Start1|opl2.Mask2)
	t.Must(c.Machine().Pass(t.Context(), opl2.Unit1))
	flags(t, c, "a timer of 80 µs after 80 µs", opl2.Expired|opl2.Expired1)
	t.Must(c.StopTimers(t.Context()))
	flags(t, c, "timers that were stopped", 0)
}

// expires checks that a timer sets its flag and no other, and that the flag stays until it is cleared.
func expires(t *run.T, c *opl2.Card, x timer, count uint8) {
	write(t, c, x.count, count)
	write(t, c, opl2.TimerControl, x.start)
	t.Must(c.Machine().Pass(t.Context(), time.Duration(256-int(count))*x.unit))
	flags(t, c, fmt.Sprintf("a timer of %d units", 256-int(count)), x.expired)
	write(t, c, opl2.TimerControl, 0)
	flags(t, c, "a timer that was stopped", x.expired)
	write(t, c, opl2.TimerControl, opl2.ResetIRQ)
	flags(t, c, "a timer that was cleared", 0)
}

// masked checks that a masked timer sets no flag.
func masked(t *run.T, c *opl2.Card, x timer) {
	write(t, c, x.count, 0xff)
	write(t, c, opl2.TimerControl, x.start|x.mask)
	t.Must(c.Machine().Pass(t.Context(), 4*x.unit))
	flags(t, c, "a masked timer", 0)
	t.Must(c.StopTimers(t.Context()))
}

// takes checks that a timer takes as many units as it is told.
func takes(t *run.T, c *opl2.Card, x timer) {
	const units, count = 100, 256 - 100
	write(t, c, x.count, count)
	write(t, c, opl2.TimerControl, x.start)
	t.Must(c.Machine().Pass(t.Context(), (units-2)*x.unit))
	flags(t, c, "a timer shortly before its time", 0)
	t.Must(c.Machine().Pass(t.Context(), 4*x.unit))
	flags(t, c, "a timer shortly behind its time", x.expired)
	t.Must(c.StopTimers(t.Context()))
}

// idle checks that a timer that is not started sets no flag.
func idle(t *run.T, c *opl2.Card, x timer) {
	write(t, c, x.count, 0xff)
	write(t, c, opl2.TimerControl, 0)
	t.Must(c.Machine().Pass(t.Context(), 4*x.unit))
	flags(t, c, "a timer that does not run", 0)
}
