package dualtimer

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/dualtimer"
)

// watch is a timer of a part, with its interrupt watched.
type watch struct {
	t     *run.T
	d     *dualtimer.Timers
	n     int
	regs  reg.Space
	lines []guest.Line // that of both timers, and its own if the board has it
	tick  time.Duration
}

// watchTimer returns timer n, with a clock without a prescaler.
func watchTimer(t *run.T, d *dualtimer.Timers, n int) watch {
	t.Helper()
	w := watch{t: t, d: d, n: n, regs: d.Timer(n), tick: d.Tick}
	for i := range d.Interrupts() {
		if i == 0 || i == n+1 {
			line, err := d.Interrupt(t.Context(), i)
			t.Must(err)
			w.lines = append(w.lines, line)
		}
	}
	return w
}

// start loads the timer and lets it run.
func (w watch) start(c dualtimer.Control, load uint32) {
	w.t.Helper()
	w.t.Must(w.d.Start(w.t.Context(), w.n, c, load))
	w.state("at first", c, 0)
}

// stop stops the timer, with no interrupt pending.
func (w watch) stop() {
	w.t.Helper()
	dualtimer.ControlRegister.WriteT(w.t, w.regs, 0)
	dualtimer.Clear.WriteT(w.t, w.regs, 1)
}

// step lets ticks of the timer's clock pass.
func (w watch) step(ticks uint32) {
	w.t.Helper()
	w.d.Machine.StepT(w.t, time.Duration(ticks)*w.tick)
}

// state checks the interrupt before the mask, behind it and at the lines.
func (w watch) state(when string, c dualtimer.Control, raw uint32) {
	w.t.Helper()
	masked := raw
	if c&dualtimer.Interrupting == 0 {
		masked = 0
	}
	reg.ExpectT(w.t, w.regs, "TimerXRIS "+when, dualtimer.Raw, raw)
	reg.ExpectT(w.t, w.regs, "TimerXMIS "+when, dualtimer.Masked, masked)
	for _, l := range w.lines {
		l.ExpectT(w.t, when, masked != 0)
	}
}

// counts checks the value of the counter, which may be two off: the clock has a phase of its own, and
// a period may have one tick more than the load.
func (w watch) counts(when string, want uint32) {
	w.t.Helper()
	if got := dualtimer.Value.ReadT(w.t, w.regs); got+2-want > 4 {
		w.t.Errorf("TimerXValue %s = %#x, want %#x, at most two off", when, got, want)
	}
}

// expires checks that the interrupt comes a number of ticks from now, or one off, and clears it.
func (w watch) expires(when string, c dualtimer.Control, ticks uint32) {
	w.t.Helper()
	w.step(ticks - 2)
	w.state(when+", before the end", c, 0)
	const late = 3
	for n := 0; n < late && dualtimer.Raw.ReadT(w.t, w.regs) == 0; n++ {
		w.step(1)
	}
	w.state(when+", at the end", c, 1)
	dualtimer.Clear.WriteT(w.t, w.regs, 1)
	w.state(when+", cleared", c, 0)
}
