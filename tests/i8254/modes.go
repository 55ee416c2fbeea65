package i8254

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// modes checks count and output of the modes that need no edge at GATE, on the counters whose
// GATE is always high (section "Mode Definitions").
func modes(t *run.T, c *i8254.Timer) {
	for n, name := range []string{"counter 0", "counter 1"} {
		t.Step(name, func() {
			t.Step("mode 0", func() { terminalCount(t, c, n) })
			t.Step("mode 2", func() { rateGenerator(t, c, n) })
			t.Step("OUT of mode 2", func() { ratePulse(t, c, n) })
			t.Step("mode 3", func() { squareWave(t, c, n) })
			t.Step("mode 3, odd", func() { oddWave(t, c, n) })
			t.Step("mode 4", func() { strobe(t, c, n) })
			t.Step("OUT of mode 4", func() { strobePulse(t, c, n) })
			t.Step("largest count", func() { largest(t, c, n) })
			t.Step("BCD", func() { decimal(t, c, n) })
		})
	}
}

// terminalCount checks that OUT rises at the end of the count, that the counter goes on, and
// that a new count begins anew.
func terminalCount(t *run.T, c *i8254.Timer, n int) {
	const count = 1000
	w := start(t, c, n, i8254.TerminalCount, count)
	w.out("after a count is written", false)
	for _, tick := range []int64{1, 2, 500, count - 1} {
		w.to(tick)
		w.counts("during the count", uint16(count-tick))
		w.out("during the count", false)
	}
	w.to(count + 1)
	w.out("after the count", true)
	w.to(count + 100)
	w.counts("100 ticks after the count", 0x10000-100)
	w.again(300)
	w.out("after a new count is written", false)
	w.to(299)
	w.out("during the new count", false)
	w.counts("during the new count", 1)
	w.to(301)
	w.out("after the new count", true)
	w.to(0x10000 + 301)
	w.out("after the counter went round", true)
}

// rateGenerator checks the counts of a rate generator.
func rateGenerator(t *run.T, c *i8254.Timer, n int) {
	const count = 500
	w := start(t, c, n, i8254.RateGenerator, count)
	for period := range int64(3) {
		for _, tick := range []int64{2, 250, count - 2} {
			w.to(period*count + tick)
			w.counts("during a count", uint16(count-tick))
		}
	}
}

// ratePulse checks that OUT of a rate generator is low for the last tick of each count.
func ratePulse(t *run.T, c *i8254.Timer, n int) {
	const count = 30
	w := start(t, c, n, i8254.RateGenerator, count)
	w.out("after a count is written", true)
	w.to(count / 2)
	w.out("during a count", true)
	w.low("in two counts", count, 3*count, 2)
}

// low checks for how many ticks from one on to before another OUT is low.
func (w *stopwatch) low(when string, from, to int64, want int) {
	w.t.Helper()
	low := 0
	for tick := from; tick < to; tick++ {
		w.to(tick)
		s, err := w.timer.Status(w.t.Context(), w.counter)
		w.t.Must(err)
		if s&i8254.Output == 0 {
			low++
		}
	}
	if low != want {
		w.t.Errorf("counter %d, %s: OUT is low for %d ticks, want %d", w.counter, when, low, want)
	}
}

// squareWave checks that OUT is high for the first half of a count and low for the second, and
// that the counter counts by two.
func squareWave(t *run.T, c *i8254.Timer, n int) {
	const count = 1000
	w := start(t, c, n, i8254.SquareWave, count)
	w.out("after a count is written", true)
	for period := range int64(3) {
		for _, tick := range []int64{100, 498, 502, 998} {
			w.to(period*count + tick)
			w.out("in a half", tick < count/2)
			left := count - 2*tick
			if left <= 0 {
				left += count
			}
			w.even("in a half", uint16(left))
		}
	}
}

// even checks the count of a counter that counts by two.
func (w *stopwatch) even(when string, want uint16) {
	w.t.Helper()
	got, err := w.timer.Count(w.t.Context(), w.counter)
	w.t.Must(err)
	if got != want && got != want+2 {
		w.t.Errorf("counter %d, %s: the count is %d, want %d or two more", w.counter, when, got, want)
	}
}

// oddWave checks that of an odd count the first half is one tick longer.
func oddWave(t *run.T, c *i8254.Timer, n int) {
	const count = 31
	w := start(t, c, n, i8254.SquareWave, count)
	w.low("in two counts", count, 3*count, count-1)
}

// strobe checks the count of a software triggered strobe, which goes on at its end.
func strobe(t *run.T, c *i8254.Timer, n int) {
	const count = 400
	w := start(t, c, n, i8254.SoftwareStrobe, count)
	w.to(count - 2)
	w.counts("during the count", 2)
	w.to(3 * count)
	w.counts("after the strobe", 0x10000-2*count)
}

// strobePulse checks that OUT is low for one tick at the end of the count, once.
func strobePulse(t *run.T, c *i8254.Timer, n int) {
	const count = 30
	w := start(t, c, n, i8254.SoftwareStrobe, count)
	w.out("after a count is written", true)
	w.low("before the end of the count", 0, count-1, 0)
	w.low("at the end of the count", count-1, count+4, 1)
	w.to(3 * count)
	w.out("after the strobe", true)
}

// largest checks that a count of 0 is one of 65,536.
func largest(t *run.T, c *i8254.Timer, n int) {
	w := start(t, c, n, i8254.TerminalCount, 0)
	w.to(0x8000)
	w.counts("in the middle of the largest count", 0x8000)
	w.to(0xffff)
	w.out("before the end of the largest count", false)
	w.to(0x10001)
	w.out("after the largest count", true)
}

// decimal checks a count of four decimal digits.
func decimal(t *run.T, c *i8254.Timer, n int) {
	t.Must(c.Program(t.Context(), n, i8254.TerminalCount, i8254.BothBytes|i8254.BCD))
	w := &stopwatch{t: t, timer: c, counter: n}
	w.again(0x2000)
	w.to(1)
	w.counts("BCD, after a tick", 0x1999)
	w.to(1500)
	w.counts("BCD, after 1500 ticks", 0x500)
	w.to(1999)
	w.out("before the end of a count of 2000", false)
	w.to(2001)
	w.out("after a count of 2000", true)
	w.again(0)
	w.to(9999)
	w.out("before the end of a count of 10000", false)
	w.to(10001)
	w.out("after a count of 10000", true)
}
