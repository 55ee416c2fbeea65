package npcmtimer

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/npcmtimer"
)

// on is what most of the steps have in common.
const on = npcmtimer.Interrupting

// timer checks each timer of the module in each mode.
func timer(t *run.T, m *npcmtimer.Module) {
	all := make([]watch, npcmtimer.Timers)
	for n := range all {
		line, err := m.Interrupt(t.Context(), n)
		t.Must(err)
		all[n] = watch{t, m, n, m.Timer(n), line, npcmtimer.Tick}
	}
	t.Step("after a reset", func() { afterReset(all) })
	for n, w := range all {
		for _, s := range []struct {
			name string
			run  func()
		}{
			{"written", w.written}, {"periodic", w.periodic}, {"one-shot", w.oneShot}, {"prescale", w.prescale},
			{"count while it runs", w.counted}, {"stopped", w.stopped}, {"counter reset", w.counterReset}, {"masked", w.masked},
			{"24 bits", w.bits},
		} {
			t.Step(fmt.Sprintf("timer %d %s", n, s.name), func() { s.run(); w.stop() })
		}
	}
	t.Step("all at once", func() { together(all) })
	t.Step("reset", func() {
		for _, w := range all {
			w.start(on|npcmtimer.Periodic, 500)
		}
		all[0].step(500)
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset(all)
		all[0].step(500)
		afterReset(all)
	})
}

// afterReset checks the registers, and that no timer runs.
func afterReset(all []watch) {
	const prescale = 5
	for _, w := range all {
		w.t.Helper()
		reg.ExpectT(w.t, w.m.Regs, fmt.Sprintf("TCSR%d after a reset", w.n), w.regs.Control, prescale)
		reg.ExpectT(w.t, w.m.Regs, fmt.Sprintf("TICR%d after a reset", w.n), w.regs.Count, 0)
		reg.ExpectT(w.t, w.m.Regs, fmt.Sprintf("TDR%d after a reset", w.n), w.regs.Data, 0)
		w.line.ExpectT(w.t, fmt.Sprintf("timer %d after a reset", w.n), false)
	}
	reg.ExpectT(all[0].t, all[0].m.Regs, "TISR after a reset", npcmtimer.Status, 0)
}

// watch is a timer with its interrupt watched.
type watch struct {
	t    *run.T
	m    *npcmtimer.Module
	n    int
	regs npcmtimer.Timer
	line guest.Line
	tick time.Duration
}

// start lets the timer run.
func (w watch) start(c npcmtimer.Control, count uint32) {
	w.t.Helper()
	w.t.Must(w.m.Start(w.t.Context(), w.n, c, count))
	w.counts("at first", count)
	w.state("at first", c, false)
	reg.ExpectT(w.t, w.m.Regs, "TCSR of a timer that runs", w.regs.Control, c|npcmtimer.Enable|npcmtimer.Active)
}

// stop stops the timer, with no interrupt pending.
func (w watch) stop() {
	w.t.Helper()
	w.regs.Control.WriteT(w.t, w.m.Regs, 0)
	npcmtimer.Status.WriteT(w.t, w.m.Regs, 1<<w.n)
}

// step lets ticks of the timer's clock pass.
func (w watch) step(ticks uint32) {
	w.t.Helper()
	w.m.Machine.StepT(w.t, time.Duration(ticks)*w.tick)
}

// state checks the timer's bit of the status, with those of all others clear, and the line.
func (w watch) state(when string, c npcmtimer.Control, expired bool) {
	w.t.Helper()
	var want uint32
	if expired {
		want = 1 << w.n
	}
	reg.ExpectT(w.t, w.m.Regs, "TISR "+when, npcmtimer.Status, want)
	w.line.ExpectT(w.t, when, expired && c&npcmtimer.Interrupting != 0)
}

// counts checks the counter.
func (w watch) counts(when string, want uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.m.Regs, fmt.Sprintf("TDR%d %s", w.n, when), w.regs.Data, want)
}

// expires checks that the timer expires a number of ticks from now, and clears its interrupt.
func (w watch) expires(when string, c npcmtimer.Control, ticks uint32) {
	w.t.Helper()
	w.step(ticks - 1)
	w.counts(when+", before the end", 1)
	w.state(when+", before the end", c, false)
	w.step(1)
	w.state(when+", at the end", c, true)
	npcmtimer.Status.WriteT(w.t, w.m.Regs, 0)
	w.state(when+", at the end and with zeros written", c, true)
	npcmtimer.Status.WriteT(w.t, w.m.Regs, 1<<w.n)
	w.state(when+", cleared", c, false)
}

// written checks that the registers of a timer that is stopped keep what is written.
func (w watch) written() {
	for bit := range 24 {
		reg.KeepsT(w.t, w.m.Regs, "TICR", w.regs.Count, 1<<bit)
		w.counts("after TICR is written", 1<<bit)
	}
	reg.KeepsT(w.t, w.m.Regs, "TICR", w.regs.Count, 0xff_ffff)
	reg.IgnoresT(w.t, w.m.Regs, "TDR", w.regs.Data)
	for bit := range 8 {
		reg.KeepsT(w.t, w.m.Regs, "TCSR", w.regs.Control, 1<<bit)
	}
	for _, c := range []npcmtimer.Control{npcmtimer.Interrupting, npcmtimer.Periodic, 0} {
		reg.KeepsT(w.t, w.m.Regs, "TCSR", w.regs.Control, c)
	}
}

// periodic checks that the timer starts again from its count, and that it interrupts each time.
func (w watch) periodic() {
	const n = 500
	w.start(on|npcmtimer.Periodic, n)
	w.step(200)
	w.counts("after 200 ticks", n-200)
	w.expires("first", on, n-200)
	w.counts("in the second period", n)
	w.expires("second", on, n)
	w.step(n)
	w.state("third", on, true)
	w.step(n - 100)
	w.counts("with the interrupt pending", 100)
	w.state("with the interrupt pending", on, true)
}

// oneShot checks that the timer stops after its count.
func (w watch) oneShot() {
	w.start(on, 400)
	w.expires("at first", on, 400)
	reg.ExpectT(w.t, w.m.Regs, "TCSR after the end", w.regs.Control, on)
	w.step(1000)
	w.state("after the end", on, false)
	w.start(on, 300)
	w.expires("started again", on, 300)
}

// prescale checks that the timer counts once in as many ticks as its prescaler says.
func (w watch) prescale() {
	for _, by := range []npcmtimer.Control{1, 5, 128, 255} {
		w.tick = npcmtimer.Tick * time.Duration(by+1)
		c := on | npcmtimer.Periodic | by
		w.start(c, 300)
		w.step(100)
		w.counts("after 100 counts", 200)
		w.expires("first", c, 200)
		w.expires("second", c, 300)
	}
}

// counted checks that a new count begins a period at once.
func (w watch) counted() {
	w.start(on|npcmtimer.Periodic, 500)
	w.step(100)
	w.regs.Count.WriteT(w.t, w.m.Regs, 300)
	w.counts("after a new count", 300)
	w.expires("with the new count", on, 300)
	w.expires("with the new count again", on, 300)
}

// stopped checks that a timer that is stopped keeps its counter, and goes on from there.
func (w watch) stopped() {
	w.start(on|npcmtimer.Periodic, 300)
	w.step(100)
	w.regs.Control.WriteT(w.t, w.m.Regs, on|npcmtimer.Periodic)
	reg.ExpectT(w.t, w.m.Regs, "TCSR of a timer that is stopped", w.regs.Control, on|npcmtimer.Periodic)
	w.step(1000)
	w.counts("stopped", 200)
	w.state("stopped", on, false)
	w.regs.Control.WriteT(w.t, w.m.Regs, on|npcmtimer.Periodic|npcmtimer.Enable)
	w.expires("enabled again", on, 200)
}

// counterReset checks that CRST stops the timer, and reads as 0.
func (w watch) counterReset() {
	w.start(on|npcmtimer.Periodic, 300)
	w.step(100)
	w.regs.Control.WriteT(w.t, w.m.Regs, on|npcmtimer.Periodic|npcmtimer.Enable|npcmtimer.CounterReset)
	reg.ExpectT(w.t, w.m.Regs, "TCSR after CRST", w.regs.Control, on|npcmtimer.Periodic)
	w.step(1000)
	w.state("after CRST", on, false)
}

// masked checks that IE holds back the line and not the status.
func (w watch) masked() {
	const running = npcmtimer.Periodic | npcmtimer.Enable
	w.start(npcmtimer.Periodic, 300)
	w.step(300)
	w.state("masked", 0, true)
	w.regs.Control.WriteT(w.t, w.m.Regs, running|on)
	w.state("let through", on, true)
	w.regs.Control.WriteT(w.t, w.m.Regs, running)
	w.state("masked again", 0, true)
	npcmtimer.Status.WriteT(w.t, w.m.Regs, 1<<w.n)
	w.state("cleared", 0, false)
}

// bits checks that the counter has 24 bits.
func (w watch) bits() {
	w.regs.Count.WriteT(w.t, w.m.Regs, 0xff00_0100)
	if got := w.regs.Data.ReadT(w.t, w.m.Regs); got>>24 != 0 {
		w.t.Errorf("TDR%d after a count of more than 24 bits = %#x, want at most 0xffffff", w.n, got)
	}
}

// together checks that the timers count at the same time, and that each has its interrupt.
func together(all []watch) {
	t, m := all[0].t, all[0].m
	for n, w := range all {
		w.start(on|npcmtimer.Periodic, uint32(1000+100*n))
	}
	var expired uint32
	all[0].step(950)
	for n, w := range all {
		w.counts("at the same time", uint32(50+100*n))
	}
	for n := range all {
		all[0].step(100)
		expired |= 1 << n
		reg.ExpectT(t, m.Regs, "TISR", npcmtimer.Status, expired)
		for other, w := range all {
			w.line.ExpectT(t, fmt.Sprintf("timer %d after %d have expired", other, n+1), other <= n)
		}
	}
	for _, w := range all {
		npcmtimer.Status.WriteT(t, m.Regs, 1<<w.n)
		expired &^= 1 << w.n
		reg.ExpectT(t, m.Regs, "TISR with some cleared", npcmtimer.Status, expired)
		w.line.ExpectT(t, "cleared", false)
	}
	for _, w := range all {
		w.stop()
	}
}
