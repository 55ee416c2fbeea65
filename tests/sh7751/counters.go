package sh7751

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/tmu"
)

// counters checks the registers of the timer unit, the rates of its counters, their periods and that each is on its own.
func counters(t *run.T, u *tmu.Unit) {
	for n := range tmu.Channels {
		c := counter{u, u.Channel(n), 1 << n}
		t.Step(fmt.Sprintf("channel %d", n), func() { c.check(t) })
	}
	t.Step("apart", func() { apart(t, u) })
}

// counter is a channel of the timer unit.
type counter struct {
	unit  *tmu.Unit
	regs  reg.Space
	start uint8 // its bit of TSTR
}

func (c counter) check(t *run.T) {
	t.Step("after a reset", func() {
		reg.ExpectT(t, c.regs, "TCOR", tmu.Constant, ^uint32(0))
		reg.ExpectT(t, c.regs, "TCNT", tmu.Count, ^uint32(0))
	})
	t.Step("control after a reset", func() { reg.ExpectT(t, c.regs, "TCR", tmu.Control, 0) })
	t.Step("written", func() { c.written(t) })
	t.Step("rates", func() { c.rates(t) })
	t.Step("underflow", func() { c.underflow(t) })
	t.Step("flag", func() { c.flag(t, tmu.Interrupting) })
	t.Step("flag without an interrupt", func() { c.flag(t, 0) })
	t.Step("period", func() { c.period(t) })
	t.Step("stopped", func() { c.stopped(t) })
}

// written checks that the registers of a counter that stands keep what is written.
func (c counter) written(t *run.T) {
	tmu.Start.WriteT(t, c.unit.Regs, 0)
	for bit := range 32 {
		reg.KeepsT(t, c.regs, "TCOR", tmu.Constant, 1<<bit)
		reg.KeepsT(t, c.regs, "TCNT", tmu.Count, ^uint32(1<<bit))
		reg.ExpectT(t, c.regs, "TCOR after TCNT was written", tmu.Constant, 1<<bit)
	}
	for _, s := range []tmu.Setting{1, 2, 4, 1 << 3, 1 << 4, tmu.Interrupting, 0} {
		reg.KeepsT(t, c.regs, "TCR", tmu.Control, s)
	}
}

// run starts the counter, with no underflow noted.
func (c counter) run(t *run.T, s tmu.Setting, constant, count uint32) {
	t.Helper()
	tmu.Start.WriteT(t, c.unit.Regs, 0)
	tmu.Control.WriteT(t, c.regs, s)
	tmu.Constant.WriteT(t, c.regs, constant)
	tmu.Count.WriteT(t, c.regs, count)
	tmu.Start.WriteT(t, c.unit.Regs, c.start)
}

// expect checks the counter. It may be one count on: the phase of the prescaler is not specified.
func (c counter) expect(t *run.T, when string, want uint32) {
	t.Helper()
	if got := tmu.Count.ReadT(t, c.regs); got != want && got != want-1 {
		t.Errorf("%s: TCNT = %d, want %d or one less", when, got, want)
	}
}

// rates checks that each setting of the prescaler counts as fast as it says.
func (c counter) rates(t *run.T) {
	const from, counts = 1 << 20, 1000
	for s := range tmu.Setting(tmu.Prescalers) {
		c.run(t, s, ^uint32(0), from)
		c.unit.Machine.StepT(t, c.unit.Ticks(s, counts))
		c.expect(t, fmt.Sprintf("after %d counts of %d clocks", counts, tmu.Divider(s)), from-counts)
	}
}

// underflow checks that a counter goes on from TCOR.
func (c counter) underflow(t *run.T) {
	const constant, count, on = 1000, 50, 10
	c.run(t, 0, constant, count)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, count+1+on))
	if got := tmu.Count.ReadT(t, c.regs); got > constant-on+1 || got < constant-on-2 {
		t.Errorf("%d counts after the underflow: TCNT = %d, want about %d", on, got, constant-on)
	}
}

// flag checks that UNF tells of an underflow, until it is cleared. UNIE alone decides on the interrupt.
func (c counter) flag(t *run.T, s tmu.Setting) {
	const constant, count = 1000, 50
	c.run(t, s, constant, count)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, count-2))
	reg.ExpectT(t, c.regs, "TCR before the underflow", tmu.Control, s)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, 4))
	reg.ExpectT(t, c.regs, "TCR after the underflow", tmu.Control, s|tmu.Underflow)
	tmu.Control.WriteT(t, c.regs, s|tmu.Underflow)
	reg.ExpectT(t, c.regs, "TCR after a 1 was written to UNF", tmu.Control, s|tmu.Underflow)
	tmu.Control.WriteT(t, c.regs, s)
	reg.ExpectT(t, c.regs, "TCR after a 0 was written to UNF", tmu.Control, s)
}

// period checks that a counter underflows once in TCOR + 1 counts.
func (c counter) period(t *run.T) {
	const constant, periods = 99, 20
	c.run(t, 0, constant, constant)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, periods*(constant+1)+constant/2))
	want := uint32(constant - constant/2)
	if got := tmu.Count.ReadT(t, c.regs); got > want || got < want-2 {
		t.Errorf("after %d periods and %d counts: TCNT = %d, want about %d", periods, constant/2, got, want)
	}
}

// stopped checks that a counter stands while its bit of TSTR is clear.
func (c counter) stopped(t *run.T) {
	const count = 1 << 16
	c.run(t, 0, ^uint32(0), count)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, 100))
	tmu.Start.WriteT(t, c.unit.Regs, 0)
	stays := reg.HoldsT(t, c.regs, "TCNT", tmu.Count)
	c.expect(t, "when it was stopped", count-100)
	c.unit.Machine.StepT(t, c.unit.Ticks(0, 100))
	stays(t, "of a counter that stands")
	reg.ExpectT(t, c.unit.Regs, "TSTR", tmu.Start, 0)
}

// apart checks that a bit of TSTR starts its own counter, and that others keep their values.
func apart(t *run.T, u *tmu.Unit) {
	const from, counts = 1 << 16, 100
	for n := range tmu.Channels {
		tmu.Start.WriteT(t, u.Regs, 0)
		for other := range tmu.Channels {
			tmu.Control.WriteT(t, u.Channel(other), 0)
			tmu.Count.WriteT(t, u.Channel(other), from)
		}
		tmu.Start.WriteT(t, u.Regs, 1<<n)
		u.Machine.StepT(t, u.Ticks(0, counts))
		for other := range tmu.Channels {
			c, want := counter{u, u.Channel(other), 0}, uint32(from)
			if other == n {
				want = from - counts
			}
			c.expect(t, fmt.Sprintf("channel %d, with channel %d started", other, n), want)
		}
	}
}
