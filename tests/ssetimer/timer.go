package ssetimer

import (
	"testing"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/ssetimer"
)

// timer checks the comparison with a value (101370, "System timer").
func timer(t *run.T, c *ssetimer.Timer) {
	line, err := c.Watch(t.Context())
	t.Must(err)
	t.Step("after a reset", func() {
		reg.ExpectT(t, c.Regs, "CNTP_CTL", ssetimer.Control, 0)
		reg.ExpectT(t, c.Regs, "CNTP_AIVAL_CTL", ssetimer.RepeatControl, 0)
		reg.ExpectT(t, c.Regs, "CNTP_AIVAL_RELOAD", ssetimer.RepeatEvery, 0)
		reg.ExpectBitsT(t, c.Regs, "CNTP_CFG", ssetimer.Configuration, 0xf, 1)
		line.ExpectT(t, "after a reset", false)
	})
	t.Step("written", func() {
		for _, v := range []uint32{0xaaaa_5555, 0x5555_aaaa, 0} {
			reg.KeepsT(t, c.Regs, "CNTFRQ", ssetimer.Frequency, v)
			reg.KeepsT(t, c.Regs, "CNTP_CVAL", ssetimer.CompareLow, v)
			reg.KeepsT(t, c.Regs, "CNTP_CVAL, high", ssetimer.CompareHigh, ^v)
			reg.ExpectT(t, c.Regs, "CNTP_CVAL beside its high half", ssetimer.CompareLow, v)
		}
	})
	t.Step("expires", func() { expires(t, c, line) })
	t.Step("expires beyond 32 bits", func() {
		start(t, c, 0x1_ffff_ff00, 0x2_0000_0000+perMillisecond)
		c.Machine.StepT(t, time.Millisecond)
		line.ExpectT(t, "too soon", false)
		c.Machine.StepT(t, time.Millisecond)
		line.ExpectT(t, "after the moment", true)
	})
	t.Step("masked", func() {
		start(t, c, 0, perMillisecond)
		ssetimer.Control.WriteT(t, c.Regs, ssetimer.Enabled|ssetimer.Masked)
		c.Machine.StepT(t, 2*time.Millisecond)
		reg.ExpectT(t, c.Regs, "CNTP_CTL of a mask", ssetimer.Control, ssetimer.Enabled|ssetimer.Masked|ssetimer.Expired)
		line.ExpectT(t, "masked", false)
		ssetimer.Control.WriteT(t, c.Regs, ssetimer.Enabled)
		line.ExpectT(t, "no longer masked", true)
		ssetimer.Control.WriteT(t, c.Regs, 0)
		line.ExpectT(t, "no longer enabled", false)
	})
	t.Step("time that remains", func() { remains(t, c, line) })
}

// start starts the counter at one value, and enables the timer for another.
func start(t testing.TB, c *ssetimer.Timer, from, to uint64) {
	t.Helper()
	ssetimer.Control.WriteT(t, c.Regs, 0)
	ssetimer.RepeatControl.WriteT(t, c.Regs, 0)
	for _, err := range []error{c.Count(t.Context(), from), c.Compare(t.Context(), to)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ssetimer.Control.WriteT(t, c.Regs, ssetimer.Enabled)
}

// expires checks the moment of the interrupt, and that a later value ends it.
func expires(t *run.T, c *ssetimer.Timer, line guest.Line) {
	start(t, c, 0, perMillisecond)
	reg.ExpectT(t, c.Regs, "CNTP_CTL before the moment", ssetimer.Control, ssetimer.Enabled)
	c.Machine.StepT(t, time.Millisecond-2*tick)
	reg.ExpectT(t, c.Regs, "CNTP_CTL two ticks too soon", ssetimer.Control, ssetimer.Enabled)
	line.ExpectT(t, "two ticks too soon", false)
	c.Machine.StepT(t, 4*tick)
	reg.ExpectT(t, c.Regs, "CNTP_CTL after the moment", ssetimer.Control, ssetimer.Enabled|ssetimer.Expired)
	line.ExpectT(t, "after the moment", true)
	t.Must(c.Compare(t.Context(), 3*perMillisecond))
	reg.ExpectT(t, c.Regs, "CNTP_CTL with a later moment", ssetimer.Control, ssetimer.Enabled)
	line.ExpectT(t, "with a later moment", false)
	c.Machine.StepT(t, 3*time.Millisecond)
	line.ExpectT(t, "after the later moment", true)
	ssetimer.Control.WriteT(t, c.Regs, 0)
	line.ExpectT(t, "not enabled", false)
}

// remains checks that CNTP_TVAL counts down, below zero too, and that a write to it sets the moment.
func remains(t *run.T, c *ssetimer.Timer, line guest.Line) {
	start(t, c, 1000, 1000+2*perMillisecond)
	reg.ExpectT(t, c.Regs, "CNTP_TVAL", ssetimer.Remaining, 2*perMillisecond)
	c.Machine.StepT(t, time.Millisecond)
	reg.ExpectT(t, c.Regs, "CNTP_TVAL after 1 ms", ssetimer.Remaining, perMillisecond)
	c.Machine.StepT(t, 2*time.Millisecond)
	passed := uint32(perMillisecond)
	reg.ExpectT(t, c.Regs, "CNTP_TVAL after the moment", ssetimer.Remaining, -passed)
	ssetimer.Remaining.WriteT(t, c.Regs, perMillisecond)
	line.ExpectT(t, "with CNTP_TVAL written", false)
	reg.ExpectT(t, c.Regs, "CNTP_CVAL with CNTP_TVAL written", ssetimer.CompareLow, 1000+4*perMillisecond)
	c.Machine.StepT(t, 2*time.Millisecond)
	line.ExpectT(t, "after that moment", true)
}
