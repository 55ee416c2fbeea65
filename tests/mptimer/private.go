package mptimer

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
)

// on is the mode of most steps.
const on = mptimer.Enable | mptimer.Interrupts

// private checks the registers of a timer, its modes and its interrupt (DDI 0407G, section 4.2
// "Private timer and watchdog registers").
func private(t *run.T, d *mptimer.Timer) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	w := watch{t, d, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	for _, s := range []struct {
		name string
		run  func()
	}{
		{"oneshot", w.oneShot}, {"pause", w.pause}, {"reload", w.reload}, {"periodic", w.periodic},
		{"oneshot to periodic", w.toPeriodic}, {"periodic to oneshot", w.toOneShot}, {"prescaler", w.prescaler},
		{"counter on the fly", w.counter}, {"counter set to 0", w.counterZero}, {"load on the fly", w.load},
		{"load of 0", w.zero(1)}, {"load of 0 with a prescaler", w.zero(2)}, {"all bits of the load", w.full},
		{"masked", w.masked}, {"let through", w.through}, {"clear", w.clear},
	} {
		t.Step(s.name, func() { s.run(); w.stop() })
	}
	if d.Watchdog {
		t.Step("watchdog mode", w.watchdog)
	}
	t.Step("reset", func() {
		w.start(on|mptimer.AutoReload, 100)
		w.step(150)
		w.state("before the reset", on, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { w.line.ExpectT(t, "after a reset", false) })
}

// watch is a timer with its interrupt watched.
type watch struct {
	t    *run.T
	d    *mptimer.Timer
	line guest.Line
}

func (w watch) afterReset() {
	w.t.Helper()
	w.resetValues()
	w.line.ExpectT(w.t, "after a reset", false)
}

func (w watch) resetValues() {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "Load after a reset", mptimer.Load, 0)
	reg.ExpectT(w.t, w.d.Regs, "Counter after a reset", mptimer.Counter, 0)
	reg.ExpectT(w.t, w.d.Regs, "Control after a reset", mptimer.Control, 0)
	reg.ExpectT(w.t, w.d.Regs, "Interrupt Status after a reset", mptimer.Status, 0)
}

// written checks that the registers of a timer that is not enabled keep written values.
func (w watch) written() {
	for bit := range 32 {
		reg.KeepsT(w.t, w.d.Regs, "Load", mptimer.Load, 1<<bit)
		reg.ExpectT(w.t, w.d.Regs, "Counter after Load is written", mptimer.Counter, 1<<bit)
	}
	for bit := range 32 {
		reg.KeepsT(w.t, w.d.Regs, "Counter", mptimer.Counter, 1<<bit)
		reg.ExpectT(w.t, w.d.Regs, "Load after Counter is written", mptimer.Load, 1<<31)
	}
	for _, m := range []mptimer.Mode{
		mptimer.AutoReload, mptimer.Interrupts, mptimer.Prescaler, mptimer.Prescale(2), mptimer.Prescale(129), mptimer.Prescale(0x56), 0,
	} {
		reg.KeepsT(w.t, w.d.Regs, "Control", mptimer.Control, m)
	}
}

// stop stops the timer, with no event pending.
func (w watch) stop() {
	w.t.Helper()
	mptimer.Control.WriteT(w.t, w.d.Regs, 0)
	mptimer.Load.WriteT(w.t, w.d.Regs, 0)
	mptimer.Status.WriteT(w.t, w.d.Regs, 1)
}

// start loads the timer and lets it run.
func (w watch) start(m mptimer.Mode, load uint32) {
	w.t.Helper()
	mptimer.Load.WriteT(w.t, w.d.Regs, load)
	put(w, mptimer.Control, m)
	w.state("at first", m, 0)
}

// put writes a register, and lets half a tick pass: the counter changes with the ticks that follow, between two
// looks at it.
func put[V reg.Word](w watch, r reg.Reg[V], v V) {
	w.t.Helper()
	r.WriteT(w.t, w.d.Regs, v)
	w.d.Machine.StepT(w.t, mptimer.Tick/2)
}

// step lets ticks of the timer's clock pass.
func (w watch) step(ticks uint32) {
	w.t.Helper()
	w.d.Machine.StepT(w.t, time.Duration(ticks)*mptimer.Tick)
}

// state checks the event flag, and the line.
func (w watch) state(when string, m mptimer.Mode, event uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "Interrupt Status "+when, mptimer.Status, event)
	w.line.ExpectT(w.t, when, event != 0 && m&mptimer.Interrupts != 0)
}

// counts checks the counter.
func (w watch) counts(when string, want uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "Counter "+when, mptimer.Counter, want)
}

// expires checks that the event comes a number of ticks from now, when the counter reaches zero, and clears it.
func (w watch) expires(when string, ticks uint32) {
	w.t.Helper()
	w.step(ticks - 1)
	w.counts(when+", one tick before the end", 1)
	w.state(when+", one tick before the end", on, 0)
	w.step(1)
	w.state(when+", at the end", on, 1)
	mptimer.Status.WriteT(w.t, w.d.Regs, 1)
	w.state(when+", cleared", on, 0)
}

// oneShot checks that the timer stops at zero.
func (w watch) oneShot() {
	w.start(on, 400)
	w.counts("at first", 400)
	w.step(150)
	w.counts("after 150 ticks", 250)
	w.expires("at first", 250)
	w.counts("at the end", 0)
	w.step(1000)
	w.counts("later", 0)
	w.state("later", on, 0)
}

// pause checks that a timer that is not enabled keeps its counter, and goes on from there.
func (w watch) pause() {
	for _, m := range []mptimer.Mode{on, on | mptimer.AutoReload} {
		w.start(m, 400)
		w.step(150)
		put(w, mptimer.Control, m&^mptimer.Enable)
		w.counts("paused", 250)
		w.step(1000)
		w.counts("paused for long", 250)
		put(w, mptimer.Control, m)
		w.counts("going on", 250)
		w.expires("going on", 250)
		w.stop()
	}
}

// reload checks that a load starts a timer again that has stopped at zero.
func (w watch) reload() {
	w.start(on, 300)
	w.expires("at first", 300)
	w.step(100)
	put(w, mptimer.Load, 500)
	w.counts("loaded again", 500)
	w.expires("loaded again", 500)
	w.counts("at the end", 0)
}

// periodic checks that the counter is loaded after zero, so that a period has a tick more than the load.
func (w watch) periodic() {
	w.start(on|mptimer.AutoReload, 400)
	w.expires("first", 400)
	w.step(1)
	w.counts("after zero", 400)
	w.step(100)
	w.counts("in the second period", 300)
	w.expires("second", 300)
	for range 3 {
		w.expires("further", 401)
	}
}

// toPeriodic checks that the mode can be changed in a period, and that it counts at the end of that.
func (w watch) toPeriodic() {
	w.start(on, 400)
	w.step(100)
	put(w, mptimer.Control, on|mptimer.AutoReload)
	w.counts("as periodic", 300)
	w.expires("first", 300)
	w.expires("second", 401)
}

// toOneShot is the other way round.
func (w watch) toOneShot() {
	w.start(on|mptimer.AutoReload, 400)
	w.expires("first", 400)
	w.step(101)
	put(w, mptimer.Control, on)
	w.counts("as a one-shot", 300)
	w.expires("second", 300)
	w.step(1000)
	w.counts("later", 0)
	w.state("later", on, 0)
}

// prescaler checks some of the prescalers.
func (w watch) prescaler() {
	for _, by := range []uint32{2, 3, 16, 129, 256} {
		m := on | mptimer.AutoReload | mptimer.Prescale(int(by))
		w.start(m, 50)
		w.step(20 * by)
		w.counts("after 20 prescaled ticks", 30)
		w.step(30*by - 1)
		w.state("before the end", m, 0)
		w.step(1)
		w.state("at the end", m, 1)
		mptimer.Status.WriteT(w.t, w.d.Regs, 1)
		w.step(51*by - 1)
		w.state("before the second end", m, 0)
		w.step(1)
		w.state("at the second end", m, 1)
		w.stop()
	}
}

// counter checks that a counter that is written counts from there for one period.
func (w watch) counter() {
	w.start(on|mptimer.AutoReload, 400)
	w.step(100)
	put(w, mptimer.Counter, 700)
	w.counts("as written", 700)
	reg.ExpectT(w.t, w.d.Regs, "Load after Counter is written", mptimer.Load, 400)
	w.expires("first", 700)
	w.expires("second", 401)
}

// counterZero checks that a counter that is set to zero stays there, until it is loaded again.
func (w watch) counterZero() {
	w.start(on, 400)
	w.step(100)
	put(w, mptimer.Counter, 0)
	w.step(100)
	w.counts("set to zero", 0)
	mptimer.Status.WriteT(w.t, w.d.Regs, 1)
	put(w, mptimer.Load, 300)
	w.expires("loaded again", 300)
}

// load checks that a load counts at once.
func (w watch) load() {
	w.start(on|mptimer.AutoReload, 400)
	w.step(100)
	put(w, mptimer.Load, 600)
	w.counts("as loaded", 600)
	w.expires("first", 600)
	w.expires("second", 601)
}

// zero checks that the period of a load of zero is one tick of the prescaler (section 4.1.1 "Calculating
// timer intervals").
func (w watch) zero(by uint32) func() {
	return func() {
		m := on | mptimer.AutoReload | mptimer.Prescale(int(by))
		w.start(m, 0)
		for range 3 {
			w.step(by)
			w.counts("a load of zero", 0)
			w.state("a load of zero", on, 1)
			mptimer.Status.WriteT(w.t, w.d.Regs, 1)
			w.state("cleared within a tick", on, 0)
		}
	}
}

// full checks that the counter has 32 bits.
func (w watch) full() {
	w.start(on|mptimer.AutoReload, ^uint32(0))
	w.step(1 << 31)
	w.counts("in the middle", 1<<31-1)
	w.expires("first", 1<<31-1)
}

// masked checks that the interrupt can be masked and not the event flag.
func (w watch) masked() {
	w.start(mptimer.Enable|mptimer.AutoReload, 300)
	w.step(310)
	w.state("masked", mptimer.Enable, 1)
}

// through checks that a pending event interrupts once its interrupt is enabled.
func (w watch) through() {
	w.start(mptimer.Enable, 300)
	w.step(310)
	put(w, mptimer.Control, on)
	w.state("let through", on, 1)
}

// clear checks that a written 1 clears the event flag, and nothing else does.
func (w watch) clear() {
	w.start(on|mptimer.AutoReload, 300)
	w.step(310)
	w.state("after the end", on, 1)
	for _, v := range []uint32{0, 0xffff_fffe} {
		mptimer.Status.WriteT(w.t, w.d.Regs, v)
		w.state("a 0 written", on, 1)
	}
	put(w, mptimer.Load, 300)
	put(w, mptimer.Counter, 200)
	w.state("loaded", on, 1)
	put(w, mptimer.Control, mptimer.Interrupts)
	w.state("not enabled", on, 1)
	mptimer.Status.WriteT(w.t, w.d.Regs, 1)
	w.state("a 1 written", on, 0)
}
