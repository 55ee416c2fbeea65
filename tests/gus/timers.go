package gus

import (
	"context"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/sound/gus"
)

// timer is the difference between both timers.
type timer struct {
	name          string
	count         gus.Register
	unit          time.Duration
	enable, start uint8
	cause         gus.Causes
}

// causes are those of the timers.
const causes = gus.Timer1Expired | gus.Timer2Expired

// timers checks both timers: the interrupt and its cause, and that they can be cleared and disabled.
func timers(t *run.T, c *gus.Card) {
	line, err := c.Line(t.Context())
	t.Must(err)
	t.Must(c.Reset(t.Context()))
	for _, x := range []timer{
		{"timer 1", gus.Timer1Count, 80 * time.Microsecond, gus.Timer1IRQ, gus.Start1, gus.Timer1Expired},
		{"timer 2", gus.Timer2Count, 320 * time.Microsecond, gus.Timer2IRQ, gus.Start2, gus.Timer2Expired},
	} {
		t.Step(x.name, func() {
			t.Step("interrupt", func() { expires(t, c, x, line) })
			t.Step("time", func() { takes(t, c, x) })
			t.Step("disabled", func() { disabled(t, c, x, line) })
		})
	}
}

// begin starts a timer of so many units.
func begin(t *run.T, c *gus.Card, x timer, units int, enable uint8) {
	t.Helper()
	const timerControl = 4
	gus.TimerAddress.WriteT(t, c.Regs, timerControl)
	gus.TimerData.WriteT(t, c.Regs, gus.ClearTimers)
	t.Must(c.Write(t.Context(), x.count, uint8(256-units)))
	t.Must(c.Write(t.Context(), gus.TimerControl, enable))
	gus.TimerAddress.WriteT(t, c.Regs, timerControl)
	gus.TimerData.WriteT(t, c.Regs, x.start)
}

// end disables the timers, and clears their interrupts.
func end(t *run.T, c *gus.Card) {
	t.Helper()
	t.Must(c.Write(t.Context(), gus.TimerControl, 0))
	const timerControl = 4
	gus.TimerAddress.WriteT(t, c.Regs, timerControl)
	gus.TimerData.WriteT(t, c.Regs, gus.ClearTimers)
}

// expires checks the interrupt of a timer, and that it is cleared with its enable bit.
func expires(t *run.T, c *gus.Card, x timer, line guest.Line) {
	reg.ExpectBitsT(t, c.Regs, "causes before", gus.IRQStatus, causes, 0)
	begin(t, c, x, 100, x.enable)
	t.Must(audio.Await(t.Context(), c.Machine(), x.name+" to interrupt", func(context.Context) (bool, error) { return line.Raised(), nil }))
	reg.ExpectBitsT(t, c.Regs, "causes with an interrupt", gus.IRQStatus, causes, x.cause)
	end(t, c)
	reg.ExpectBitsT(t, c.Regs, "causes, cleared", gus.IRQStatus, causes, 0)
	line.ExpectT(t, "cleared", false)
}

// takes checks that a timer takes as many units as it is told.
func takes(t *run.T, c *gus.Card, x timer) {
	const units = 100
	begin(t, c, x, units, x.enable)
	t.Must(c.Machine().Pass(t.Context(), (units-2)*x.unit))
	reg.ExpectBitsT(t, c.Regs, "causes shortly before the time", gus.IRQStatus, causes, 0)
	t.Must(c.Machine().Pass(t.Context(), 4*x.unit))
	reg.ExpectBitsT(t, c.Regs, "causes shortly behind the time", gus.IRQStatus, causes, x.cause)
	end(t, c)
}

// disabled checks that a timer without its interrupt enabled raises none.
func disabled(t *run.T, c *gus.Card, x timer, line guest.Line) {
	begin(t, c, x, 10, 0)
	t.Must(c.Machine().Pass(t.Context(), 50*time.Millisecond))
	reg.ExpectBitsT(t, c.Regs, "causes, disabled", gus.IRQStatus, causes, 0)
	line.ExpectT(t, "disabled", false)
	end(t, c)
}
