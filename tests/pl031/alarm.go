package pl031

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/pl031"
)

// alarm checks that the clock counts seconds and interrupts when it equals the match register
// (section 2.2 "Functional description").
func alarm(t *run.T, c *pl031.Clock) {
	line, err := c.Interrupt(t.Context(), 0)
	t.Must(err)
	pl031.Control.WriteT(t, c.Regs, 1)
	w := watch{t, c, line}
	t.Step("seconds", w.seconds)
	t.Step("match", w.match)
	t.Step("mask", w.mask)
	t.Step("clear", w.clear)
	t.Step("moved", w.moved)
	t.Step("loaded", w.loaded)
	t.Step("wrap", w.wrap)
	t.Step("between two seconds", w.between)
}

// watch is a clock with its interrupt watched.
type watch struct {
	t    *run.T
	c    *pl031.Clock
	line guest.Line
}

// shows checks the time.
func (w watch) shows(when string, want uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.c.Regs, "RTCDR "+when, pl031.Data, want)
}

// state checks the registers of the interrupt, and its line.
func (w watch) state(when string, mask, raw uint32) {
	w.t.Helper()
	interrupts(w.t, w.c, when, mask, raw)
	w.line.ExpectT(w.t, when, raw&mask != 0)
}

// set loads the time, sets the match register and clears the interrupt.
func (w watch) set(now, match, mask uint32) {
	w.t.Helper()
	pl031.Mask.WriteT(w.t, w.c.Regs, 0)
	pl031.Load.WriteT(w.t, w.c.Regs, now)
	pl031.Match.WriteT(w.t, w.c.Regs, match)
	pl031.Clear.WriteT(w.t, w.c.Regs, 1)
	pl031.Mask.WriteT(w.t, w.c.Regs, mask)
	w.state("once set", mask, 0)
}

// seconds checks that the time advances once a second, over the end of a leap year's February 28.
func (w watch) seconds() {
	now := uint32(base().Unix())
	w.shows("at first", now)
	w.c.Machine.StepT(w.t, time.Second-1)
	w.shows("before a second has passed", now)
	w.c.Machine.StepT(w.t, 1)
	w.shows("after a second", now+1)
	w.c.Machine.StepT(w.t, 59*time.Second)
	w.shows("after a minute", now+60)
}

// match checks the moment of the match, and that the interrupt stays after it.
func (w watch) match() {
	w.set(1000, 1005, 1)
	w.c.Machine.StepT(w.t, 5*time.Second-1)
	w.shows("before the match", 1004)
	w.state("before the match", 1, 0)
	w.c.Machine.StepT(w.t, 1)
	w.shows("at the match", 1005)
	w.state("at the match", 1, 1)
	w.c.Machine.StepT(w.t, 10*time.Second)
	w.shows("after the match", 1015)
	w.state("after the match", 1, 1)
}

// mask checks that the mask holds back the line and not the raw status, for an interrupt that is
// pending and for one that comes.
func (w watch) mask() {
	w.set(2000, 2001, 0)
	w.c.Machine.StepT(w.t, time.Second)
	w.state("masked at the match", 0, 1)
	pl031.Mask.WriteT(w.t, w.c.Regs, 1)
	w.state("let through later", 1, 1)
	pl031.Mask.WriteT(w.t, w.c.Regs, 0)
	w.state("masked again", 0, 1)
	pl031.Mask.WriteT(w.t, w.c.Regs, 1)
	w.state("let through again", 1, 1)
}

// clear checks that the clear register ends the interrupt, that nothing else does, and that there
// is no second one without a second match.
func (w watch) clear() {
	w.set(3000, 3001, 1)
	w.c.Machine.StepT(w.t, time.Second)
	w.state("at the match", 1, 1)
	pl031.Raw.WriteT(w.t, w.c.Regs, 0)
	pl031.Masked.WriteT(w.t, w.c.Regs, 0)
	pl031.Data.WriteT(w.t, w.c.Regs, 0)
	pl031.Control.WriteT(w.t, w.c.Regs, 1)
	w.state("other registers written", 1, 1)
	pl031.Clear.WriteT(w.t, w.c.Regs, 1)
	w.state("cleared", 1, 0)
	w.c.Machine.StepT(w.t, time.Hour)
	w.shows("an hour later", 3601+3000)
	w.state("an hour later", 1, 0)
}

// moved checks that a new match counts in place of the old one.
func (w watch) moved() {
	w.set(4000, 4002, 1)
	pl031.Match.WriteT(w.t, w.c.Regs, 4004)
	w.c.Machine.StepT(w.t, 3*time.Second)
	w.state("after the old match", 1, 0)
	w.c.Machine.StepT(w.t, time.Second)
	w.state("at the new match", 1, 1)
}

// loaded checks that the match is one of the time that is loaded later.
func (w watch) loaded() {
	w.set(5000, 6000, 1)
	w.c.Machine.StepT(w.t, 2*time.Second)
	w.shows("before", 5002)
	pl031.Load.WriteT(w.t, w.c.Regs, 5998)
	w.shows("as loaded", 5998)
	w.c.Machine.StepT(w.t, time.Second)
	w.state("before the match", 1, 0)
	w.c.Machine.StepT(w.t, time.Second)
	w.shows("at the match", 6000)
	w.state("at the match", 1, 1)
}

// wrap checks that the time and the match go on from 0 after 32 bits of seconds.
func (w watch) wrap() {
	w.set(0xffff_fffe, 1, 1)
	w.c.Machine.StepT(w.t, 2*time.Second)
	w.shows("after the last second", 0)
	w.state("after the last second", 1, 0)
	w.c.Machine.StepT(w.t, time.Second)
	w.shows("at the match", 1)
	w.state("at the match", 1, 1)
}

// between checks that a match that is set between two seconds interrupts when the time equals it.
func (w watch) between() {
	w.c.Machine.StepT(w.t, time.Second/4)
	w.set(8000, 8002, 1)
	w.c.Machine.StepT(w.t, 7*time.Second/4-1)
	w.shows("before the match", 8001)
	w.state("before the match", 1, 0)
	w.c.Machine.StepT(w.t, 1)
	w.shows("at the match", 8002)
	w.state("at the match", 1, 1)
}
