package stm32

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
)

// timerSettings are the registers of a timer that keep what is written while the counter does not count. DIR can be written
// while CMS is 0 alone.
func timerSettings(m *stm32.Timer) []register {
	all := []register{
		{"TIMx_CR1", reg.Reg[uint32](stm32.TimerControl1), uint32(stm32.TimerCKD | stm32.TimerARPE | stm32.TimerCMS | stm32.TimerOPM | stm32.TimerURS | stm32.TimerUDIS)},
		{"TIMx_CR1", reg.Reg[uint32](stm32.TimerControl1), uint32(stm32.TimerDIR | stm32.TimerARPE)},
		{"TIMx_CR2", stm32.TimerControl2, 0x00f8},
		{"TIMx_SMCR", stm32.TimerSlave, 0xfff7},
		{"TIMx_DIER", reg.Reg[uint32](stm32.TimerEnables), 0x5f5f},
		{"TIMx_CCMR1", stm32.TimerMode1, 0xffff},
		{"TIMx_CCMR2", stm32.TimerMode2, 0xffff},
		{"TIMx_CCER", stm32.TimerOutputs, 0xbbbb},
		{"TIMx_PSC", stm32.TimerPrescaler, 0xffff},
		{"TIMx_ARR", stm32.TimerReload, m.Max()},
		{"TIMx_DCR", stm32.TimerDMAControl, 0x1f1f},
	}
	for n := range reg.Reg[uint32](stm32.Compares) {
		all = append(all, register{fmt.Sprintf("TIMx_CCR%d", n+1), stm32.TimerCompare + 4*n, m.Max()})
	}
	return all
}

// timerRegisters checks the registers (RM0033, section "TIM2 to TIM5 registers"). The manuals' editions differ in the value of TIMx_ARR
// after a reset.
func timerRegisters(t *run.T, m *stm32.Timer) {
	line, err := m.Interrupt(t.Context(), 0)
	t.Must(err)
	afterReset := func() {
		t.Helper()
		for _, r := range timerSettings(m) {
			if r.Reg != stm32.TimerReload {
				reg.ExpectT(t, m.Regs, r.name+" after a reset", r.Reg, 0)
			}
		}
		reg.ExpectT(t, m.Regs, "TIMx_SR after a reset", stm32.TimerStatus, 0)
		reg.ExpectT(t, m.Regs, "TIMx_CNT after a reset", stm32.TimerCounter, 0)
		line.ExpectT(t, "after a reset", false)
	}
	t.Step("after the start", afterReset)
	t.Step("written", func() {
		for _, r := range timerSettings(m) {
			keeps(t, m.Regs, r)
		}
	})
	t.Step("reserved bits", func() {
		for _, r := range timerSettings(m)[2:] {
			r.WriteT(t, m.Regs, ^uint32(0))
			reg.ExpectT(t, m.Regs, r.name+", all bits written", r.Reg, r.bits)
			r.WriteT(t, m.Regs, 0)
		}
	})
	t.Step("status written", func() {
		stm32.TimerStatus.WriteT(t, m.Regs, ^stm32.TimerEvents(0))
		reg.ExpectT(t, m.Regs, "TIMx_SR after ones were written", stm32.TimerStatus, 0)
	})
	t.Step("write-only", func() {
		stm32.TimerGenerate.WriteT(t, m.Regs, stm32.TimerUpdate)
		reg.ExpectT(t, m.Regs, "TIMx_EGR", stm32.TimerGenerate, 0)
	})
	t.Step("counter written", func() {
		for _, v := range []uint32{m.Max(), 0x5a5a_5a5a & m.Max(), 0} {
			reg.KeepsT(t, m.Regs, "TIMx_CNT", stm32.TimerCounter, v)
		}
	})
	t.Step("another reset", func() {
		for _, r := range timerSettings(m)[1:] {
			r.WriteT(t, m.Regs, 0x1111_1110&r.bits)
		}
		stm32.TimerCounter.WriteT(t, m.Regs, 0x1234)
		t.Must(t.QEMU().SystemReset(t.Context()))
		afterReset()
	})
}

// counting checks how the counter counts, and its updates (RM0033, section "TIM2 to TIM5 functional description").
func counting(t *run.T, m *stm32.Timer) {
	line, err := m.Interrupt(t.Context(), 0)
	t.Must(err)
	w := timerWatch{t, m, line, new(uint32)}
	t.Step("updates", w.updates)
	t.Step("update disabled", func() {
		w.restarts(period-1, 0, stm32.TimerUpdate, stm32.TimerUDIS)
		w.waits()
		w.status("with UDIS", 0)
	})
	t.Step("one pulse", func() {
		w.restarts(period-1, 0, stm32.TimerUpdate, stm32.TimerOPM)
		w.waits()
		w.status("with OPM", stm32.TimerUpdate)
		reg.ExpectT(t, m.Regs, "TIMx_CR1 after one pulse", stm32.TimerControl1, stm32.TimerOPM)
	})
	t.Step("interrupt until it is cleared", w.interrupt)
	t.Step("counts", func() {
		w.restarts(m.Max(), 0, 0, 0)
		w.counts("with CEN", 1, 100, 1000, 3)
	})
	t.Step("counter written", func() {
		w.restarts(m.Max(), 0, 0, 0)
		stm32.TimerCounter.WriteT(t, m.Regs, 0x1234)
		w.passes(50)
		reg.ExpectT(t, m.Regs, "TIMx_CNT 50 ticks after it was written", stm32.TimerCounter, 0x1234+50)
	})
	t.Step("prescaler", func() {
		for _, by := range []uint32{2, 10, 1000, 0x1_0000} {
			w.restarts(m.Max(), by-1, 0, 0)
			before := stm32.TimerCounter.ReadT(t, m.Regs)
			w.passes(5 * by)
			reg.ExpectT(t, m.Regs, fmt.Sprintf("TIMx_CNT after five ticks of the clock divided by %d", by), stm32.TimerCounter, before+5)
		}
	})
	t.Step("prescaler begins anew", func() {
		const by = 1000
		w.restarts(m.Max(), by-1, 0, 0)
		w.passes(by / 3)
		w.restarts(m.Max(), by-1, 0, 0)
		w.passes(by - 1)
		reg.ExpectT(t, m.Regs, "TIMx_CNT a tick before the divided clock's first one", stm32.TimerCounter, 0)
		w.passes(1)
		reg.ExpectT(t, m.Regs, "TIMx_CNT after the divided clock's first tick", stm32.TimerCounter, 1)
	})
	t.Step("stopped", func() {
		w.restarts(m.Max(), 0, 0, 0)
		w.passes(100)
		stm32.TimerControl1.WriteT(t, m.Regs, 0)
		w.passes(100)
		reg.ExpectT(t, m.Regs, "TIMx_CNT of a stopped counter", stm32.TimerCounter, 100)
	})
	t.Step("prescaler taken over by an update", func() {
		w.restarts(m.Max(), 0, 0, 0)
		stm32.TimerPrescaler.WriteT(t, m.Regs, 9)
		w.passes(100)
		reg.ExpectT(t, m.Regs, "TIMx_CNT, the prescaler written", stm32.TimerCounter, 100)
	})
	t.Step("reload", func() {
		w.restarts(period-1, 0, 0, 0)
		w.passes(period + 30)
		reg.ExpectT(t, m.Regs, "TIMx_CNT after the first period", stm32.TimerCounter, 30)
	})
	t.Step("period", func() {
		w.restarts(period-1, 0, stm32.TimerUpdate, 0)
		w.passes(period - 1)
		w.status("before the end of the period", 0)
		w.passes(1)
		w.status("at the end of the period", stm32.TimerUpdate)
	})
	t.Step("without interrupt", func() {
		w.restarts(period-1, 0, 0, 0)
		w.passes(2 * period)
		w.status("after a period", stm32.TimerUpdate)
		line.ExpectT(t, "after a period", false)
	})
	t.Step("begins anew by software", func() {
		w.restarts(m.Max(), 0, 0, 0)
		w.passes(100)
		stm32.TimerGenerate.WriteT(t, m.Regs, stm32.TimerUpdate)
		w.counts("after UG", 0, 7)
	})
	t.Step("update by software", func() {
		w.restarts(m.Max(), 0, 0, 0)
		stm32.TimerGenerate.WriteT(t, m.Regs, stm32.TimerUpdate)
		w.status("after UG", stm32.TimerUpdate)
		w.restarts(m.Max(), 0, 0, stm32.TimerURS)
		stm32.TimerGenerate.WriteT(t, m.Regs, stm32.TimerUpdate)
		w.status("after UG with URS", 0)
	})
	t.Step("down", func() {
		w.restarts(period-1, 0, 0, stm32.TimerDIR)
		w.passes(10)
		reg.ExpectT(t, m.Regs, "TIMx_CNT, counting down", stm32.TimerCounter, period-10)
	})
}

// period is the number of ticks of a short period.
const period = 1000

// timerWatch is the timer with its interrupt watched.
type timerWatch struct {
	t    *run.T
	m    *stm32.Timer
	line guest.Line
	past *uint32 // the number of ticks that have passed
}

// waits lets enough ticks pass for an update, also for one that is late: in QEMU the first one comes as much later as the
// machine is old, which the step "period" finds.
func (w timerWatch) waits() {
	w.t.Helper()
	w.passes(2*period + 2**w.past)
}

func (w timerWatch) restarts(reload, prescaler uint32, enables stm32.TimerEvents, with stm32.TimerConfig) {
	w.t.Helper()
	w.t.Must(w.m.Restart(w.t.Context(), reload, prescaler, enables, with))
}

// passes lets ticks pass.
func (w timerWatch) passes(ticks uint32) {
	w.t.Helper()
	*w.past += ticks
	w.m.Machine.StepT(w.t, time.Duration(ticks)*stm32.TimerTick)
}

// status checks the flag of an update.
func (w timerWatch) status(when string, want stm32.TimerEvents) {
	w.t.Helper()
	reg.ExpectBitsT(w.t, w.m.Regs, "TIMx_SR.UIF "+when, stm32.TimerStatus, stm32.TimerUpdate, want)
}

// counts checks the counter, which was 0, after each number of further ticks.
func (w timerWatch) counts(when string, ticks ...uint32) {
	w.t.Helper()
	var sum uint32
	for _, n := range ticks {
		sum += n
		if n > 0 {
			w.passes(n)
		}
		reg.ExpectT(w.t, w.m.Regs, fmt.Sprintf("TIMx_CNT %s, after %d ticks", when, sum), stm32.TimerCounter, sum)
	}
}

// updates checks that an update comes in each period, and that its interrupt is requested, from the moment on that the counter of a
// machine that has just been started counts.
func (w timerWatch) updates() {
	stm32.TimerReload.WriteT(w.t, w.m.Regs, period-1)
	stm32.TimerEnables.WriteT(w.t, w.m.Regs, stm32.TimerUpdate)
	stm32.TimerControl1.WriteT(w.t, w.m.Regs, stm32.TimerCEN)
	w.passes(period / 2)
	w.status("in the first period", 0)
	for n := range 5 {
		before := w.line.Count()
		w.passes(period)
		when := fmt.Sprintf("after period %d", n)
		w.status(when, stm32.TimerUpdate)
		if got := w.line.Count() - before; got != 1 {
			w.t.Errorf("%s the interrupt was raised %d times, want once", when, got)
		}
		stm32.TimerStatus.WriteT(w.t, w.m.Regs, 0)
		w.status(when+", cleared", 0)
	}
	stm32.TimerControl1.WriteT(w.t, w.m.Regs, 0)
	stm32.TimerEnables.WriteT(w.t, w.m.Regs, 0)
}

// interrupt checks that the line is high while UIF and UIE are set.
func (w timerWatch) interrupt() {
	w.restarts(period-1, 0, stm32.TimerUpdate, 0)
	w.waits()
	w.line.ExpectT(w.t, "after an update", true)
	stm32.TimerEnables.WriteT(w.t, w.m.Regs, 0)
	w.line.ExpectT(w.t, "masked", false)
	stm32.TimerEnables.WriteT(w.t, w.m.Regs, stm32.TimerUpdate)
	w.line.ExpectT(w.t, "let through again", true)
	stm32.TimerStatus.WriteT(w.t, w.m.Regs, 0)
	w.line.ExpectT(w.t, "cleared", false)
}
