package dualtimer

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
)

// on is what most of the steps have in common: 32 bits, and the interrupt.
const on = dualtimer.Wide | dualtimer.Interrupting

// modes checks each timer in each mode (DDI 0271D, chapter 2 "Functional Overview").
func modes(t *run.T, d *dualtimer.Timers) {
	for n := range 2 {
		w := watchTimer(t, d, n)
		for _, s := range []struct {
			name string
			run  func()
		}{
			{"periodic", w.periodic}, {"free-running of 16 bits", w.freeRunning16}, {"free-running of 32 bits", w.freeRunning32},
			{"wrap of 16 bits", w.wrap16}, {"one-shot", w.oneShot}, {"one-shot again", w.again}, {"background load", w.background},
			{"stopped", w.stopped}, {"masked", w.masked},
		} {
			t.Step(fmt.Sprintf("timer %d %s", n+1, s.name), func() { s.run(); w.stop() })
		}
	}
	t.Step("both", func() { both(t, watchTimer(t, d, 0), watchTimer(t, d, 1)) })
}

// periodic checks that the timer starts again from its load, and that it interrupts each time.
func (w watch) periodic() {
	const n = 500
	w.start(on|dualtimer.Periodic, n)
	w.counts("at first", n)
	w.step(200)
	w.counts("after 200 ticks", n-200)
	w.expires("first", on, n-200)
	w.step(100)
	w.counts("in the second period", n-100)
	w.expires("second", on, n-100)
	w.expires("third", on, n)
	w.expires("fourth", on, n)
}

// freeRunning16 checks that the timer goes on from FFFFh.
func (w watch) freeRunning16() {
	w.start(dualtimer.Interrupting, 300)
	w.expires("from the load", on, 300)
	w.step(100)
	w.counts("after the end", 0xffff-100)
	w.expires("again", on, 0xffff-100)
}

// freeRunning32 checks that the timer goes on from FFFFFFFFh.
func (w watch) freeRunning32() {
	w.start(on, 300)
	w.expires("from the load", on, 300)
	w.step(100)
	w.counts("after the end", 0xffff_ffff-100)
}

// wrap16 checks that a full load of 16 bits does.
func (w watch) wrap16() {
	w.start(dualtimer.Interrupting, 0xffff)
	w.expires("from the load", on, 0xffff)
	w.step(100)
	w.counts("after the end", 0xffff-100)
	w.expires("again", on, 0xffff-100)
}

// oneShot checks that the timer stops at 0.
func (w watch) oneShot() {
	w.start(on|dualtimer.OneShot, 400)
	w.expires("at first", on, 400)
	w.step(10_000)
	w.counts("after the end", 0)
	w.state("after the end", on, 0)
}

// again checks that a load lets a timer go on that has stopped at 0.
func (w watch) again() {
	w.start(on|dualtimer.OneShot, 400)
	w.expires("at first", on, 400)
	dualtimer.Load.WriteT(w.t, w.regs, 500)
	w.step(100)
	w.counts("loaded again", 400)
	w.expires("loaded again", on, 400)
}

// background checks that a background load counts from the next period on, and a load at once.
func (w watch) background() {
	w.start(on|dualtimer.Periodic, 300)
	w.step(100)
	dualtimer.Background.WriteT(w.t, w.regs, 700)
	w.counts("after a background load", 200)
	w.expires("with the old load", on, 200)
	w.expires("with the new load", on, 700)
	w.step(100)
	dualtimer.Load.WriteT(w.t, w.regs, 900)
	w.counts("after a load", 900)
	w.expires("with the last load", on, 900)
}

// stopped checks that a timer that is disabled keeps its value, and goes on from there.
func (w watch) stopped() {
	w.start(on|dualtimer.Periodic, 300)
	w.step(100)
	dualtimer.ControlRegister.WriteT(w.t, w.regs, on|dualtimer.Periodic)
	w.step(1000)
	w.counts("disabled", 200)
	w.state("disabled", on, 0)
	dualtimer.ControlRegister.WriteT(w.t, w.regs, on|dualtimer.Periodic|dualtimer.Enable)
	w.counts("enabled again", 200)
	w.expires("enabled again", on, 200)
}

// masked checks that the mask holds back the interrupt and not the raw status.
func (w watch) masked() {
	w.start(dualtimer.Wide|dualtimer.Periodic, 300)
	w.step(310)
	w.state("masked", 0, 1)
	running := dualtimer.Wide | dualtimer.Periodic | dualtimer.Enable
	dualtimer.ControlRegister.WriteT(w.t, w.regs, running|dualtimer.Interrupting)
	w.state("let through", on, 1)
	dualtimer.ControlRegister.WriteT(w.t, w.regs, running)
	w.state("masked again", 0, 1)
	dualtimer.Clear.WriteT(w.t, w.regs, 0)
	w.state("cleared with any value", 0, 0)
}

// zero checks that a load of 0 interrupts at once (section "Load Register, TimerXLoad").
func (w watch) zero() {
	w.start(on|dualtimer.Periodic, 300)
	dualtimer.Load.WriteT(w.t, w.regs, 0)
	w.step(2)
	w.state("after a load of 0", on, 1)
}

// modesSP804 is [modes] with what only the manual of the SP804 says.
func modesSP804(t *run.T, d *dualtimer.Timers) {
	modes(t, d)
	for n := range 2 {
		t.Step(fmt.Sprintf("timer %d load of 0", n+1), func() {
			w := watchTimer(t, d, n)
			w.zero()
			w.stop()
		})
	}
}

// both checks that the two timers count at the same time, and that the interrupt of both stays
// until both are cleared.
func both(t *run.T, a, b watch) {
	a.start(on|dualtimer.Periodic, 1000)
	b.start(on|dualtimer.Periodic, 5000)
	a.step(900)
	a.counts("timer 1", 100)
	b.counts("timer 2", 4100)
	a.step(4200)
	for _, w := range []watch{a, b} {
		reg.ExpectT(t, w.regs, "TimerXRIS", dualtimer.Raw, 1)
	}
	line := a.lines[0]
	line.ExpectT(t, "both pending", true)
	dualtimer.Clear.WriteT(t, a.regs, 1)
	line.ExpectT(t, "one cleared", true)
	reg.ExpectT(t, a.regs, "TimerXRIS of the cleared one", dualtimer.Raw, 0)
	reg.ExpectT(t, b.regs, "TimerXRIS of the other", dualtimer.Raw, 1)
	dualtimer.Clear.WriteT(t, b.regs, 1)
	line.ExpectT(t, "both cleared", false)
	a.stop()
	b.stop()
}

// prescale checks the three prescalers.
func prescale(t *run.T, d *dualtimer.Timers) {
	for n := range 2 {
		for _, row := range []struct {
			by   int
			bits dualtimer.Control
		}{{1, 0}, {16, dualtimer.Prescale16}, {256, dualtimer.Prescale256}} {
			t.Step(fmt.Sprintf("timer %d by %d", n+1, row.by), func() {
				w := watchTimer(t, d, n)
				w.tick *= time.Duration(row.by)
				w.start(on|dualtimer.Periodic|row.bits, 1000)
				w.step(400)
				w.counts("after 400 ticks", 600)
				w.expires("first", on, 600)
				w.expires("second", on, 1000)
				w.stop()
			})
		}
	}
}
