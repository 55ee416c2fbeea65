package sifiveaon

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/watchdog/sifiveaon"
)

// dog is a watchdog with its interrupt watched.
type dog struct {
	t    *run.T
	w    *sifiveaon.Watchdog
	line guest.Line
}

func watch(t *run.T, w *sifiveaon.Watchdog) dog {
	t.Helper()
	line, err := w.Interrupt(t.Context(), 0)
	t.Must(err)
	return dog{t, w, line}
}

// period is the number of ticks of most periods. It takes a whole number of ns.
const period = 1024

// timer checks what the counter does in time, and the interrupt (sections "Watchdog Count Register", "Watchdog Compare
// Register" and "Watchdog Configuration Register").
func timer(t *run.T, w *sifiveaon.Watchdog) {
	d := watch(t, w)
	for _, on := range []struct {
		name string
		sifiveaon.Config
	}{{"always", sifiveaon.Always}, {"while the core is awake", sifiveaon.CoreAwake}} {
		t.Step("counts "+on.name, func() { d.counts(on.Config) })
	}
	t.Step("stopped", d.stopped)
	t.Step("count of 31 bits", d.wraps)
	t.Step("interrupt", d.interrupt)
	t.Step("interrupt after any number of ticks", d.oddPeriod)
	t.Step("interrupt scaled", d.scaled)
	t.Step("interrupt stays", d.stays)
	t.Step("interrupt cleared by zero compare", d.zeroes)
	t.Step("fed in time", d.fed)
	t.Step("compare raised and lowered", d.compare)
	t.Step("interrupt by software", d.software)
}

// start has the watchdog count from 0 to a compare value, with nothing pending.
func (d dog) start(c sifiveaon.Config, compare uint32) {
	d.t.Helper()
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, 0)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Compare, compare)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Count, 0)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, c)
	d.pending("at first", false)
}

// step lets ticks pass.
func (d dog) step(ticks uint32) {
	d.t.Helper()
	d.w.Machine.StepT(d.t, sifiveaon.Ticks(ticks))
}

// counter checks the counter, which may be one off: the clock has a phase of its own.
func (d dog) counter(when string, want uint32) {
	d.t.Helper()
	if got := sifiveaon.Count.ReadT(d.t, d.w.Regs); got+1-want > 2 {
		d.t.Errorf("wdogcount %s = %d, want %d, at most one off", when, got, want)
	}
}

// pending checks the interrupt and its line.
func (d dog) pending(when string, want bool) {
	d.t.Helper()
	var bits sifiveaon.Config
	if want {
		bits = sifiveaon.Pending
	}
	reg.ExpectBitsT(d.t, d.w.Regs, "wdogcfg "+when, sifiveaon.Configuration, sifiveaon.Pending, bits)
	d.line.ExpectT(d.t, when, want)
}

func (d dog) counts(on sifiveaon.Config) {
	d.start(on, sifiveaon.ScaledMax)
	for _, at := range []uint32{100, 5000, 32768} {
		sifiveaon.WriteT(d.t, d.w, sifiveaon.Count, 0)
		d.step(at)
		d.counter(fmt.Sprintf("after %d ticks", at), at)
	}
	d.pending("before the compare value", false)
}

func (d dog) stopped() {
	d.start(sifiveaon.Always, sifiveaon.ScaledMax)
	d.step(1000)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, 0)
	at := sifiveaon.Count.ReadT(d.t, d.w.Regs)
	d.counter("as it was stopped", 1000)
	d.step(1000)
	reg.ExpectT(d.t, d.w.Regs, "wdogcount of a watchdog that is stopped", sifiveaon.Count, at)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, sifiveaon.Always)
	d.step(1000)
	d.counter("as it goes on", at+1000)
}

// wraps checks that the counter goes on with 0 after 31 ones.
func (d dog) wraps() {
	d.start(0, sifiveaon.ScaledMax)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, sifiveaon.Scale(0))
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Count, sifiveaon.CountMax-10)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, sifiveaon.Always)
	d.step(30)
	d.counter("after its last value", 19)
}

// expires checks that the interrupt comes a number of ticks from now, or one off.
func (d dog) expires(when string, ticks uint32) {
	d.t.Helper()
	d.step(ticks - 2)
	d.pending(when+", before the end", false)
	d.step(4)
	d.pending(when+", at the end", true)
}

// oddPeriod checks a compare value whose time is no whole number of ns.
func (d dog) oddPeriod() {
	d.start(sifiveaon.Always, 1000)
	d.expires("compare value 1000", 1000)
}

func (d dog) interrupt() {
	for _, compare := range []uint32{period / 16, period, 63 * period} {
		d.start(sifiveaon.Always, compare)
		d.expires(fmt.Sprintf("compare value %d", compare), compare)
	}
}

// scaled checks that the compare value counts in units of the scale.
func (d dog) scaled() {
	for _, bit := range []uint32{6, 7, 15} {
		d.start(sifiveaon.Always|sifiveaon.Scale(bit), 3)
		d.expires(fmt.Sprintf("wdogscale %d", bit), 3<<bit)
		reg.ExpectT(d.t, d.w.Regs, "wdogs at the end", sifiveaon.Scaled, 3)
	}
}

// stays checks that the interrupt stays with a counter that is fed, until software clears it.
func (d dog) stays() {
	d.start(sifiveaon.Always, period)
	d.expires("not fed", period)
	d.counter("goes on", period+2)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Feed, sifiveaon.Food)
	d.pending("fed after the end", true)
	d.counter("fed after the end", 0)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, sifiveaon.Always)
	d.pending("cleared", false)
	d.expires("again", period)
}

// zeroes checks that the comparator zeroes the counter, and so interrupts again and again.
func (d dog) zeroes() {
	const on, some = sifiveaon.Always | sifiveaon.ZeroCompare, period / 16
	d.start(on, period)
	d.step(period + some)
	d.pending("after the first period", true)
	d.counter("in the second period", some)
	for range 3 {
		sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, on)
		d.pending("cleared", false)
		d.step(period - 2*some)
		d.line.ExpectT(d.t, "before the end of the period", false)
		d.step(2 * some)
		d.pending("after the end of the period", true)
		d.counter("in the next period", some)
	}
}

// fed checks that a watchdog that is fed in time does not interrupt.
func (d dog) fed() {
	d.start(sifiveaon.Always, period)
	for range 4 {
		d.step(period - 10)
		sifiveaon.WriteT(d.t, d.w, sifiveaon.Feed, sifiveaon.Food)
		d.pending("fed in time", false)
	}
	d.expires("no longer fed", period)
}

// compare checks that a compare value counts at once.
func (d dog) compare() {
	d.start(sifiveaon.Always, period)
	d.step(period / 2)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Compare, 2*period)
	d.step(period)
	d.pending("after the old compare value", false)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Compare, period)
	d.step(2)
	d.pending("compare value below the counter", true)
}

// software checks that software can set the pending bit.
func (d dog) software() {
	d.start(0, sifiveaon.ScaledMax)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, sifiveaon.Pending)
	d.pending("by software", true)
	sifiveaon.WriteT(d.t, d.w, sifiveaon.Configuration, 0)
	d.pending("cleared", false)
}

// reset checks that the comparator resets the machine, if wdogrsten is set, and not if the watchdog is fed.
func reset(t *run.T, w *sifiveaon.Watchdog) {
	d := watch(t, w)
	const on = sifiveaon.Always | sifiveaon.ResetEnable
	t.Step("fed in time", func() {
		d.start(on, period)
		for range 4 {
			d.step(period - 10)
			sifiveaon.WriteT(t, w, sifiveaon.Feed, sifiveaon.Food)
		}
		reg.ExpectT(t, w.Regs, "wdogcfg of a watchdog that is fed", sifiveaon.Configuration, on)
	})
	t.Step("not fed", func() {
		d.start(on, period)
		events := t.QEMU().QMP().Subscribe("RESET")
		defer events.Close()
		d.step(period - 10)
		reg.ExpectT(t, w.Regs, "wdogcfg before the end", sifiveaon.Configuration, on)
		d.w.Machine.StepT(t, sifiveaon.Ticks(period))
		_, err := events.WaitEvent(t.Context(), "RESET", nil)
		t.Must(err)
		afterReset(t, w)
	})
}
