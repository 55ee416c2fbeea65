package cmsdktimer

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/primecell"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
)

const running = cmsdktimer.Enable | cmsdktimer.Interrupting

// timer checks the registers of the timer, its periods and its interrupt.
func timer(t *run.T, d *cmsdktimer.Timer) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	w := timerWatch{t, d, line}
	t.Step("identification", func() { primecell.ExpectT(t, d.Regs, cmsdktimer.PeripheralID) })
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	t.Step("periods", w.periods)
	t.Step("value", w.value)
	t.Step("reload", w.reload)
	t.Step("masked", w.masked)
	t.Step("stopped", w.stopped)
	t.Step("reset", func() {
		w.start(running, 100)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// timerWatch is a timer with its interrupt watched.
type timerWatch struct {
	t    *run.T
	d    *cmsdktimer.Timer
	line guest.Line
}

func (w timerWatch) afterReset() {
	reg.ExpectT(w.t, w.d.Regs, "CTRL", cmsdktimer.ControlRegister, 0)
	reg.ExpectT(w.t, w.d.Regs, "VALUE", cmsdktimer.Value, 0)
	reg.ExpectT(w.t, w.d.Regs, "RELOAD", cmsdktimer.Reload, 0)
	w.state("after a reset", 0)
}

// written checks that the registers of a timer that is stopped keep what is written.
func (w timerWatch) written() {
	for bit := range 32 {
		reg.KeepsT(w.t, w.d.Regs, "RELOAD", cmsdktimer.Reload, 1<<bit)
		reg.ExpectT(w.t, w.d.Regs, "VALUE after RELOAD is written", cmsdktimer.Value, 1<<bit)
	}
	reg.KeepsBitsT(w.t, w.d.Regs, "VALUE", cmsdktimer.Value, ^uint32(0))
	for _, c := range []cmsdktimer.Control{cmsdktimer.ExternalEnable, cmsdktimer.ExternalClock, cmsdktimer.Interrupting, 0} {
		reg.KeepsT(w.t, w.d.Regs, "CTRL", cmsdktimer.ControlRegister, c)
	}
}

// start loads the timer and lets it run, with no interrupt pending.
func (w timerWatch) start(c cmsdktimer.Control, load uint32) {
	w.t.Helper()
	cmsdktimer.ControlRegister.WriteT(w.t, w.d.Regs, 0)
	cmsdktimer.Reload.WriteT(w.t, w.d.Regs, load)
	cmsdktimer.Interrupt.WriteT(w.t, w.d.Regs, 1)
	cmsdktimer.ControlRegister.WriteT(w.t, w.d.Regs, c)
	w.state("at first", 0)
}

// step lets ticks of the timer's clock pass.
func (w timerWatch) step(ticks uint32) {
	w.t.Helper()
	w.d.Machine.StepT(w.t, time.Duration(ticks)*w.d.Tick)
}

// state checks the interrupt and its line.
func (w timerWatch) state(when string, status uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "INTSTATUS "+when, cmsdktimer.Interrupt, status)
	w.line.ExpectT(w.t, when, status != 0)
}

// counts checks the value, which may be two off: the clock has a phase of its own, and a period has one
// tick more than the load.
func (w timerWatch) counts(when string, want uint32) {
	w.t.Helper()
	if got := cmsdktimer.Value.ReadT(w.t, w.d.Regs); got+2-want > 4 {
		w.t.Errorf("VALUE %s = %d, want %d, at most two off", when, got, want)
	}
}

// expires checks that the interrupt comes a number of ticks from now, or one off, that a written 0 does not
// clear it, and clears it.
func (w timerWatch) expires(when string, ticks uint32) {
	w.t.Helper()
	w.step(ticks - 2)
	w.state(when+", before the end", 0)
	const late = 3
	for n := 0; n < late && cmsdktimer.Interrupt.ReadT(w.t, w.d.Regs) == 0; n++ {
		w.step(1)
	}
	w.state(when+", at the end", 1)
	cmsdktimer.Interrupt.WriteT(w.t, w.d.Regs, 0)
	w.state(when+", a 0 written", 1)
	cmsdktimer.Interrupt.WriteT(w.t, w.d.Regs, 1)
	w.state(when+", cleared", 0)
}

func (w timerWatch) periods() {
	w.start(running, 1000)
	w.counts("at first", 1000)
	w.step(400)
	w.counts("after 400 ticks", 600)
	w.expires("first", 600)
	w.step(400)
	w.counts("in the second period", 600)
	w.expires("second", 600)
	w.expires("third", 1000)
}

// value checks that a written value shortens one period.
func (w timerWatch) value() {
	w.start(running, 1000)
	w.step(10)
	cmsdktimer.Value.WriteT(w.t, w.d.Regs, 300)
	w.counts("as written", 300)
	w.expires("with the value", 300)
	w.expires("with the reload", 1000)
}

// reload checks that a written reload is the value, too.
func (w timerWatch) reload() {
	w.start(running, 1000)
	w.step(10)
	cmsdktimer.Reload.WriteT(w.t, w.d.Regs, 500)
	w.counts("as written", 500)
	w.expires("first", 500)
	w.expires("second", 500)
}

// masked checks that there is no interrupt by a period that ends while interrupts are disabled.
func (w timerWatch) masked() {
	w.start(cmsdktimer.Enable, 300)
	w.step(310)
	w.state("disabled", 0)
	cmsdktimer.ControlRegister.WriteT(w.t, w.d.Regs, running)
	w.state("enabled after the end", 0)
	w.expires("enabled", 290)
}

// stopped checks that a timer that is disabled keeps its value.
func (w timerWatch) stopped() {
	w.start(running, 300)
	w.step(100)
	cmsdktimer.ControlRegister.WriteT(w.t, w.d.Regs, cmsdktimer.Interrupting)
	w.step(1000)
	w.counts("stopped", 200)
	w.state("stopped", 0)
	cmsdktimer.ControlRegister.WriteT(w.t, w.d.Regs, running)
	w.expires("enabled again", 200)
}
