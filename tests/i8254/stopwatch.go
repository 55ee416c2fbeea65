package i8254

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// stopwatch steps the virtual clock to ticks of the timers' clock since its start.
type stopwatch struct {
	t       *run.T
	timer   *i8254.Timer
	counter int
	passed  time.Duration
}

// start programs a counter, and starts a stopwatch with it.
func start(t *run.T, c *i8254.Timer, n int, m i8254.Mode, count uint16) *stopwatch {
	t.Helper()
	t.Must(c.Start(t.Context(), n, m, count))
	return &stopwatch{t: t, timer: c, counter: n}
}

// again writes a new count, from which on the stopwatch counts.
func (w *stopwatch) again(count uint16) {
	w.t.Helper()
	w.t.Must(w.timer.SetCount(w.t.Context(), w.counter, count))
	w.passed = 0
}

// to steps the clock to the middle of the time behind a tick.
func (w *stopwatch) to(tick int64) {
	w.t.Helper()
	d := (i8254.Ticks(tick) + i8254.Ticks(tick+1)) / 2
	_, err := w.timer.Machine().Clock().ClockStep(w.t.Context(), d-w.passed)
	w.t.Must(err)
	w.passed = d
}

// out checks the level of OUT.
func (w *stopwatch) out(when string, want bool) {
	w.t.Helper()
	s, err := w.timer.Status(w.t.Context(), w.counter)
	w.t.Must(err)
	if got := s&i8254.Output != 0; got != want {
		w.t.Errorf("counter %d, %s: OUT is high: %t, want %t", w.counter, when, got, want)
	}
}

// counts checks the count. A count that is written is in the counter from the next tick of the
// clock on, whose phase is unknown: the count may be one behind.
func (w *stopwatch) counts(when string, want uint16) {
	w.t.Helper()
	got, err := w.timer.Count(w.t.Context(), w.counter)
	w.t.Must(err)
	if got != want && got != want+1 {
		w.t.Errorf("counter %d, %s: the count is %d, want %d or one more", w.counter, when, got, want)
	}
}
