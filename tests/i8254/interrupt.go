package i8254

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// interrupt checks that OUT of counter 0 is interrupt request 0.
func interrupt(t *run.T, c *i8254.Timer) {
	line, err := c.Line(t.Context())
	t.Must(err)
	const count = 1193 // about a millisecond
	for _, m := range []i8254.Mode{i8254.RateGenerator, i8254.SquareWave} {
		t.Step(m.String(), func() {
			w := start(t, c, 0, m, count)
			w.to(count / 4)
			before := line.Count()
			const periods = 20
			w.to(periods*count + count/4)
			if got := line.Count() - before; got != periods {
				t.Errorf("%d interrupts in %d periods, want as many", got, periods)
			}
			w.to(periods*count + count - 2)
			if got := line.Count() - before; got != periods {
				t.Errorf("%d interrupts before the end of a period, want %d", got, periods)
			}
		})
	}
	t.Step("mode 0", func() {
		w := start(t, c, 0, i8254.TerminalCount, count)
		if line.Raised() {
			t.Error("the interrupt is raised after a count is written, want it lowered")
		}
		w.to(count - 1)
		if line.Raised() {
			t.Error("the interrupt is raised before the end of the count")
		}
		before := line.Count()
		w.to(count + 1)
		if !line.Raised() {
			t.Error("the interrupt is not raised after the count")
		}
		w.to(0x10000 + 2*count)
		if got := line.Count() - before; got != 1 || !line.Raised() {
			t.Errorf("%d interrupts by one count, raised: %t, want one that stays", got, line.Raised())
		}
	})
}
