package hpet

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/hpet"
)

// period returns the time of a count.
func period(t *run.T, h *hpet.Timers) time.Duration {
	t.Helper()
	const femtosecond, longest = 1_000_000, 0x05f5_e100 // per nanosecond; "COUNTER_CLK_PERIOD"
	p := hpet.Capabilities.ReadT(t, h.Regs) >> 32
	if p == 0 || p > longest || p%femtosecond != 0 {
		t.Fatalf("the period of the counter is %d fs, want whole nanoseconds up to %d fs", p, longest)
	}
	return time.Duration(p / femtosecond)
}

// pass lets the time of a number of counts pass.
func pass(t *run.T, h *hpet.Timers, counts uint64) {
	t.Helper()
	_, err := h.Machine().Clock().ClockStep(t.Context(), time.Duration(counts)*period(t, h))
	t.Must(err)
}

// counter checks that the counter counts while it is enabled, stands still and can be written
// otherwise, and begins at 0 after a reset.
func counter(t *run.T, h *hpet.Timers) {
	expect := func(when string, want uint64) {
		t.Helper()
		reg.ExpectT(t, h.Regs, when, hpet.Counter, want)
	}
	expect("at the beginning", 0)
	pass(t, h, 1000)
	expect("before it is enabled", 0)
	hpet.Counter.WriteT(t, h.Regs, 0x1_ffff_ff00)
	expect("after a write", 0x1_ffff_ff00)
	hpet.Configuration.WriteT(t, h.Regs, hpet.Run)
	for _, n := range []uint64{1, 0xff, 1 << 20} {
		before := hpet.Counter.ReadT(t, h.Regs)
		pass(t, h, n)
		expect("while it is enabled", before+n)
	}
	hpet.Configuration.WriteT(t, h.Regs, 0)
	stopped := hpet.Counter.ReadT(t, h.Regs)
	pass(t, h, 1000)
	expect("after it is disabled", stopped)
	hpet.Configuration.WriteT(t, h.Regs, hpet.Run)
	pass(t, h, 10)
	expect("after it is enabled again", stopped+10)
	t.Must(t.QEMU().SystemReset(t.Context()))
	reg.ExpectT(t, h.Regs, "configuration after a reset", hpet.Configuration, 0)
	expect("after a reset", 0)
}

// timer checks the interrupts of timer 0 or 1 in the place of the older timers.
func timer(n int) func(*run.T, *hpet.Timers) {
	return func(t *run.T, h *hpet.Timers) {
		line, err := h.Line(t.Context(), n)
		t.Must(err)
		start := func(c hpet.Config, comparator uint64) {
			t.Helper()
			hpet.Configuration.WriteT(t, h.Regs, hpet.LegacyReplacement)
			hpet.TimerConfig(n).WriteT(t, h.Regs, 0)
			hpet.Counter.WriteT(t, h.Regs, 0)
			hpet.TimerConfig(n).WriteT(t, h.Regs, c)
			hpet.Comparator(n).WriteT(t, h.Regs, comparator)
			hpet.Configuration.WriteT(t, h.Regs, hpet.LegacyReplacement|hpet.Run)
		}
		const count = 100_000
		t.Step("once", func() {
			start(hpet.InterruptEnable, count)
			before := line.Count()
			pass(t, h, count-1)
			interrupts(t, line, "before the comparator", before, 0)
			pass(t, h, 1)
			interrupts(t, line, "at the comparator", before, 1)
			pass(t, h, 10*count)
			interrupts(t, line, "after the comparator", before, 1)
		})
		t.Step("disabled", func() {
			start(0, count)
			before := line.Count()
			pass(t, h, 2*count)
			interrupts(t, line, "with interrupts disabled", before, 0)
		})
		t.Step("periodic", func() {
			reg.ExpectBitsT(t, h.Regs, "abilities of the timer", hpet.TimerConfig(n), hpet.CanPeriodic, hpet.CanPeriodic)
			start(hpet.InterruptEnable|hpet.Periodic|hpet.SetValue, count)
			before := line.Count()
			for i := range uint64(10) {
				pass(t, h, count-1)
				interrupts(t, line, "before the end of a period", before, i)
				pass(t, h, 1)
				interrupts(t, line, "at the end of a period", before, i+1)
			}
		})
		t.Step("level", func() {
			start(hpet.InterruptEnable|hpet.Level, count)
			pass(t, h, count)
			bit := uint64(1) << n
			if !line.Raised() {
				t.Error("a level-triggered interrupt is not raised at the comparator")
			}
			reg.ExpectT(t, h.Regs, "status at the comparator", hpet.Status, bit)
			hpet.Status.WriteT(t, h.Regs, bit)
			reg.ExpectT(t, h.Regs, "status after it is cleared", hpet.Status, 0)
			if line.Raised() {
				t.Error("the interrupt is still raised after its status is cleared")
			}
		})
		t.Step("32 bits", func() {
			start(hpet.InterruptEnable|hpet.Narrow, count)
			hpet.Configuration.WriteT(t, h.Regs, hpet.LegacyReplacement)
			hpet.Counter.WriteT(t, h.Regs, 1<<32)
			before := line.Count()
			hpet.Configuration.WriteT(t, h.Regs, hpet.LegacyReplacement|hpet.Run)
			pass(t, h, count)
			interrupts(t, line, "at the lower half of the counter", before, 1)
		})
	}
}

// interrupts checks how many interrupts came.
func interrupts(t *run.T, line guest.Line, when string, before, want uint64) {
	t.Helper()
	if got := line.Count() - before; got != want {
		t.Errorf("%s: %d interrupts, want %d", when, got, want)
	}
}
