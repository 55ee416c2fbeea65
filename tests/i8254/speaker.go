package i8254

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// speaker checks counter 2, whose GATE and OUT are bits of port 0x61.
func speaker(t *run.T, c *i8254.Timer) {
	const count = 1000
	t.Step("port", func() {
		for _, v := range []i8254.SystemControl{0, i8254.Gate2, i8254.Speaker, i8254.Gate2 | i8254.Speaker} {
			i8254.SpeakerControl.WriteT(t, c.Speaker, v)
			reg.ExpectBitsT(t, c.Speaker, "speaker control", i8254.SpeakerControl, i8254.Gate2|i8254.Speaker, v)
		}
	})
	t.Step("OUT", func() {
		gate(t, c, true)
		w := start(t, c, 2, i8254.SquareWave, count)
		for _, tick := range []int64{10, 490, 510, 990, 1010, 1490, 1510} {
			w.to(tick)
			w.outs("of a square wave", tick%count < count/2)
		}
	})
	t.Step("refresh", func() { refresh(t, c) })
	t.Step("mode 1", func() { oneShot(t, c) })
	t.Step("mode 5", func() { hardwareStrobe(t, c) })
	t.Step("gate of mode 0", func() { held(t, c, i8254.TerminalCount) })
	t.Step("gate of mode 4", func() { held(t, c, i8254.SoftwareStrobe) })
	t.Step("gate of mode 2", func() { reloaded(t, c, i8254.RateGenerator) })
	t.Step("gate of mode 3", func() { reloaded(t, c, i8254.SquareWave) })
}

// gate sets GATE of counter 2.
func gate(t *run.T, c *i8254.Timer, high bool) {
	t.Helper()
	var v i8254.SystemControl
	if high {
		v = i8254.Gate2
	}
	i8254.SpeakerControl.WriteT(t, c.Speaker, v)
}

// outs checks OUT of counter 2 in its status and at the port.
func (w *stopwatch) outs(when string, want bool) {
	w.t.Helper()
	w.out(when, want)
	if got := i8254.SpeakerControl.ReadT(w.t, w.timer.Speaker)&i8254.Out2 != 0; got != want {
		w.t.Errorf("%s: OUT at the port is high: %t, want %t", when, got, want)
	}
}

// refresh checks that the bit of counter 1 takes both values while that counter runs.
func refresh(t *run.T, c *i8254.Timer) {
	w := start(t, c, 1, i8254.RateGenerator, 18)
	seen := map[i8254.SystemControl]int{}
	for tick := range int64(72) {
		w.to(tick)
		seen[i8254.SpeakerControl.ReadT(t, c.Speaker)&i8254.Refresh]++
	}
	if len(seen) != 2 {
		t.Errorf("the refresh bit was %v in four periods of counter 1, want both values", seen)
	}
}

// oneShot checks that a rising edge at GATE starts, and starts anew, a low pulse of OUT.
func oneShot(t *run.T, c *i8254.Timer) {
	const count = 400
	gate(t, c, false)
	w := start(t, c, 2, i8254.OneShot, count)
	w.to(2 * count)
	w.outs("without an edge at GATE", true)
	trigger := func() {
		gate(t, c, false)
		gate(t, c, true)
		w.passed = 0
	}
	trigger()
	w.to(2)
	w.outs("after the edge", false)
	w.to(count - 1)
	w.outs("during the pulse", false)
	w.to(count + 1)
	w.outs("after the pulse", true)
	trigger()
	w.to(300)
	trigger()
	w.to(300)
	w.outs("during the second pulse", false)
	w.counts("during the second pulse", count-300)
	w.to(count + 1)
	w.outs("after the second pulse", true)
}

// hardwareStrobe checks that OUT is low for one tick at the end of a count that an edge at GATE
// starts.
func hardwareStrobe(t *run.T, c *i8254.Timer) {
	const count = 30
	gate(t, c, false)
	w := start(t, c, 2, i8254.HardwareStrobe, count)
	w.out("before the edge", true)
	gate(t, c, true)
	w.low("before the end of the count", 0, count-1, 0)
	w.low("at the end of the count", count-1, count+4, 1)
}

// held checks that a low GATE holds the count (table "Gate Pin Operations Summary").
func held(t *run.T, c *i8254.Timer, m i8254.Mode) {
	const count = 1000
	gate(t, c, true)
	w := start(t, c, 2, m, count)
	w.to(200)
	gate(t, c, false)
	w.to(700)
	w.counts("while GATE is low", count-200)
	gate(t, c, true)
	w.to(900)
	w.counts("after GATE is high again", count-400)
}

// reloaded checks that a low GATE sets OUT, and that the count begins anew at its rising edge.
func reloaded(t *run.T, c *i8254.Timer, m i8254.Mode) {
	const count = 1000
	gate(t, c, true)
	w := start(t, c, 2, m, count)
	w.to(700)
	gate(t, c, false)
	w.outs("while GATE is low", true)
	w.to(1800)
	w.outs("while GATE is low", true)
	gate(t, c, true)
	w.passed = 0
	w.to(498)
	w.outs("in the first half", true)
	w.to(502)
	w.outs("in the second half", m == i8254.RateGenerator)
}
