package mptimer

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
)

// compared is a global timer that runs, with its comparator and its interrupt.
const compared = mptimer.GlobalEnable | mptimer.Compare | mptimer.GlobalInterrupts

// global checks the global timer and its comparator (DDI 0407G, section 4.4 "Global timer registers").
func global(t *run.T, d *mptimer.Global) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	w := globalWatch{t, d, line}
	t.Step("after a reset", w.afterReset)
	t.Step("written", w.written)
	for _, s := range []struct {
		name string
		run  func()
	}{
		{"counter", w.counter}, {"counter of a timer that is stopped", w.stopped}, {"carry", w.carry}, {"prescaler", w.prescaler}, {"comparator", w.comparator},
		{"moment of the comparator", w.moment}, {"comparator with high half", w.comparatorHigh}, {"past comparator", w.past}, {"auto-increment", w.increment},
		{"masked", w.masked}, {"without comparator", w.off},
	} {
		t.Step(s.name, func() { s.run(); w.stop() })
	}
	t.Step("reset", func() {
		w.start(compared, 0, 100)
		w.step(150)
		w.state("before the reset", compared, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.resetValues()
	})
	t.Step("line after a reset", func() { w.line.ExpectT(t, "after a reset", false) })
	t.Step("counter after a reset", func() { w.counts("after a reset", 0) })
}

// globalWatch is the global timer with its interrupt watched.
type globalWatch struct {
	t    *run.T
	d    *mptimer.Global
	line guest.Line
}

func (w globalWatch) afterReset() {
	w.t.Helper()
	w.counts("after a reset", 0)
	w.line.ExpectT(w.t, "after a reset", false)
	w.resetValues()
}

func (w globalWatch) resetValues() {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "Control after a reset", mptimer.GlobalControl, 0)
	reg.ExpectT(w.t, w.d.Regs, "Comparator, low half, after a reset", mptimer.ComparatorLow, 0)
	reg.ExpectT(w.t, w.d.Regs, "Comparator, high half, after a reset", mptimer.ComparatorHigh, 0)
	reg.ExpectT(w.t, w.d.Regs, "Auto-increment after a reset", mptimer.Increment, 0)
	reg.ExpectT(w.t, w.d.Regs, "Interrupt Status after a reset", mptimer.GlobalStatus, 0)
}

// written checks that the registers of a timer that is not enabled keep written values.
func (w globalWatch) written() {
	for _, r := range []struct {
		name string
		reg.Reg[uint32]
	}{
		{"Comparator, low half", mptimer.ComparatorLow}, {"Comparator, high half", mptimer.ComparatorHigh},
		{"Auto-increment", mptimer.Increment},
	} {
		for bit := range 32 {
			reg.KeepsT(w.t, w.d.Regs, r.name, r.Reg, 1<<bit)
		}
		reg.KeepsT(w.t, w.d.Regs, r.name, r.Reg, 0)
	}
	for _, m := range []mptimer.GlobalMode{mptimer.GlobalInterrupts, mptimer.AutoIncrement, mptimer.GlobalPrescaler, 0x5a << 8, 0} {
		reg.KeepsT(w.t, w.d.Regs, "Control", mptimer.GlobalControl, m)
	}
}

// stop stops the timer, with no event pending.
func (w globalWatch) stop() {
	w.t.Helper()
	mptimer.GlobalControl.WriteT(w.t, w.d.Regs, 0)
	mptimer.GlobalStatus.WriteT(w.t, w.d.Regs, 1)
	w.state("stopped", 0, 0)
}

// start lets the timer run from a value.
func (w globalWatch) start(m mptimer.GlobalMode, value, comparator uint64) {
	w.t.Helper()
	w.t.Must(w.d.Set(w.t.Context(), value))
	w.t.Must(w.d.SetComparator(w.t.Context(), comparator))
	w.control(m)
	w.state("at first", m, 0)
}

// control writes the mode, and lets half a tick pass: the counter changes with the ticks that follow, between two
// looks at it.
func (w globalWatch) control(m mptimer.GlobalMode) {
	w.t.Helper()
	mptimer.GlobalControl.WriteT(w.t, w.d.Regs, m)
	w.d.Machine.StepT(w.t, mptimer.Tick/2)
}

// step lets ticks of the timer's clock pass.
func (w globalWatch) step(ticks uint64) {
	w.t.Helper()
	w.d.Machine.StepT(w.t, time.Duration(ticks)*mptimer.Tick)
}

// state checks the event flag, and the line.
func (w globalWatch) state(when string, m mptimer.GlobalMode, event uint32) {
	w.t.Helper()
	reg.ExpectT(w.t, w.d.Regs, "Interrupt Status "+when, mptimer.GlobalStatus, event)
	w.line.ExpectT(w.t, when, event != 0 && m&mptimer.GlobalInterrupts != 0)
}

// counts checks the counter.
func (w globalWatch) counts(when string, want uint64) {
	w.t.Helper()
	got, err := w.d.Value(w.t.Context())
	w.t.Must(err)
	if got != want {
		w.t.Errorf("Counter %s = %#x, want %#x", when, got, want)
	}
}

// reaches checks that the event comes when the counter reaches a value or within a tick after it.
func (w globalWatch) reaches(when string, value uint64) {
	w.t.Helper()
	now, err := w.d.Value(w.t.Context())
	w.t.Must(err)
	w.step(value - 1 - now)
	w.counts(when+", one tick before", value-1)
	w.state(when+", one tick before", compared, 0)
	w.step(2)
	w.state(when, compared, 1)
}

// counter checks that the counter counts ticks while it is enabled.
func (w globalWatch) counter() {
	w.start(mptimer.GlobalEnable, 1000, 0)
	w.counts("at first", 1000)
	w.step(1)
	w.counts("after a tick", 1001)
	w.step(500)
	w.counts("later", 1501)
	w.control(0)
	w.step(100)
	w.control(mptimer.GlobalEnable)
	w.step(100)
	w.counts("enabled again", 1601)
}

// stopped checks that the counter of a timer that is not enabled can be read, and keeps its value.
func (w globalWatch) stopped() {
	w.t.Must(w.d.Set(w.t.Context(), 0x12_3456_789a))
	w.counts("as written", 0x12_3456_789a)
	w.step(100)
	w.counts("later", 0x12_3456_789a)
}

// carry checks that the low half carries into the high half.
func (w globalWatch) carry() {
	w.start(mptimer.GlobalEnable, 0x12_ffff_fff0, 0)
	w.step(0x0f)
	w.counts("before the carry", 0x12_ffff_ffff)
	w.step(1)
	w.counts("after the carry", 0x13_0000_0000)
}

// prescaler checks some of the prescalers.
func (w globalWatch) prescaler() {
	for _, by := range []uint64{2, 3, 129, 256} {
		w.start(mptimer.GlobalEnable|mptimer.GlobalMode(mptimer.Prescale(int(by))), 0, 0)
		w.step(20 * by)
		w.counts("after 20 prescaled ticks", 20)
		w.stop()
	}
}

// comparator checks that the event comes at the comparator.
func (w globalWatch) comparator() {
	w.start(compared, 100, 400)
	w.reaches("at the comparator", 400)
}

// moment checks that the event comes when the counter equals the comparator.
func (w globalWatch) moment() {
	w.start(compared, 100, 400)
	w.step(300)
	w.counts("at the comparator", 400)
	w.state("at the comparator", compared, 1)
}

// comparatorHigh checks that all 64 bits are compared.
func (w globalWatch) comparatorHigh() {
	w.start(compared, 0x7_ffff_ff00, 0x8_0000_0010)
	w.reaches("at the comparator", 0x8_0000_0010)
}

// past checks that the event is there at once if the counter is greater than the comparator (from
// revision r2p0 on).
func (w globalWatch) past() {
	w.t.Must(w.d.Set(w.t.Context(), 1000))
	w.t.Must(w.d.SetComparator(w.t.Context(), 500))
	w.control(compared)
	w.step(1)
	w.state("with a comparator that is past", compared, 1)
}

// increment checks that the comparator moves on at each event, which can be cleared then.
func (w globalWatch) increment() {
	mptimer.Increment.WriteT(w.t, w.d.Regs, 250)
	w.start(compared|mptimer.AutoIncrement, 0, 400)
	for _, at := range []uint64{400, 650, 900} {
		w.reaches(fmt.Sprintf("at %d", at), at)
		reg.ExpectT(w.t, w.d.Regs, "Comparator after the event", mptimer.ComparatorLow, uint32(at+250))
		mptimer.GlobalStatus.WriteT(w.t, w.d.Regs, 1)
		w.state("cleared", compared, 0)
	}
}

// masked checks that the interrupt can be masked and not the event flag.
func (w globalWatch) masked() {
	const m = mptimer.GlobalEnable | mptimer.Compare
	w.start(m, 0, 100)
	w.step(110)
	w.state("masked", m, 1)
	w.control(compared)
	w.state("let through", compared, 1)
	mptimer.GlobalStatus.WriteT(w.t, w.d.Regs, 0)
	w.state("a 0 written", compared, 1)
}

// off checks that there is no event without Comp Enable.
func (w globalWatch) off() {
	const m = mptimer.GlobalEnable | mptimer.GlobalInterrupts
	w.start(m, 0, 100)
	w.step(200)
	w.state("after the comparator", m, 0)
}
