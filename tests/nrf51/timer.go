package nrf51

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/nrf51"
)

// The bits of the registers that all events have.
const (
	allInterrupts = 0xf * nrf51.CompareInterrupt
	allShortcuts  = 0xf * (nrf51.CompareClear | nrf51.CompareStop)
)

// timerRegisters checks the values after a reset, and what the registers keep (nRF51 Series Reference Manual, chapter 18).
func timerRegisters(t *run.T, d *nrf51.Timer) {
	after := func() {
		t.Helper()
		for n := range nrf51.CompareRegisters {
			reg.ExpectT(t, d.Regs, fmt.Sprintf("COMPARE[%d] after a reset", n), nrf51.Compare(n), 0)
			reg.ExpectT(t, d.Regs, fmt.Sprintf("CC[%d] after a reset", n), nrf51.CaptureCompare(n), 0)
		}
		reg.ExpectT(t, d.Regs, "SHORTS after a reset", nrf51.Shortcuts, 0)
		reg.ExpectT(t, d.Regs, "INTENSET after a reset", nrf51.InterruptSet, 0)
		reg.ExpectT(t, d.Regs, "MODE after a reset", nrf51.TimerMode, 0)
		reg.ExpectT(t, d.Regs, "BITMODE after a reset", nrf51.BitMode, 0)
	}
	t.Step("after a reset", after)
	t.Step("PRESCALER after a reset", func() { reg.ExpectT(t, d.Regs, "PRESCALER", nrf51.Prescaler, 4) })
	t.Step("written", func() {
		for n := range nrf51.CompareRegisters {
			for bit := range 16 {
				reg.KeepsT(t, d.Regs, fmt.Sprintf("CC[%d]", n), nrf51.CaptureCompare(n), 1<<bit)
			}
		}
		for bit := uint32(1); bit != 0; bit <<= 1 {
			if bit&allShortcuts != 0 {
				reg.KeepsT(t, d.Regs, "SHORTS", nrf51.Shortcuts, bit)
			}
		}
		reg.KeepsT(t, d.Regs, "SHORTS", nrf51.Shortcuts, 0)
		for v := range uint32(nrf51.SlowestPrescaler + 1) {
			reg.KeepsT(t, d.Regs, "PRESCALER", nrf51.Prescaler, v)
		}
		for _, v := range []uint32{nrf51.Bits8, nrf51.Bits16} {
			reg.KeepsT(t, d.Regs, "BITMODE", nrf51.BitMode, v)
		}
		reg.KeepsT(t, d.Regs, "MODE", nrf51.TimerMode, 1)
		reg.KeepsT(t, d.Regs, "MODE", nrf51.TimerMode, 0)
	})
	t.Step("interrupts set and cleared", func() {
		enabled := func(want uint32) {
			t.Helper()
			reg.ExpectT(t, d.Regs, "INTENSET", nrf51.InterruptSet, want)
			reg.ExpectT(t, d.Regs, "INTENCLR", nrf51.InterruptClear, want)
		}
		for n := range nrf51.CompareRegisters {
			bit := uint32(nrf51.CompareInterrupt) << n
			nrf51.InterruptSet.WriteT(t, d.Regs, bit)
			nrf51.InterruptSet.WriteT(t, d.Regs, 0)
			nrf51.InterruptClear.WriteT(t, d.Regs, allInterrupts&^bit)
			enabled(bit)
			nrf51.InterruptClear.WriteT(t, d.Regs, bit)
			enabled(0)
		}
	})
	t.Step("another reset", func() {
		nrf51.CaptureCompare(2).WriteT(t, d.Regs, 0x1234)
		nrf51.Shortcuts.WriteT(t, d.Regs, allShortcuts)
		nrf51.InterruptSet.WriteT(t, d.Regs, allInterrupts)
		nrf51.BitMode.WriteT(t, d.Regs, nrf51.Bits8)
		nrf51.TimerMode.WriteT(t, d.Regs, 1)
		t.Must(t.QEMU().SystemReset(t.Context()))
		after()
	})
}

// ticker is a timer with its interrupt watched.
type ticker struct {
	t         *run.T
	d         *nrf51.Timer
	line      guest.Line
	prescaler uint32
}

// timer checks what the counter does in time, and its events, shortcuts and interrupts.
func timer(t *run.T, d *nrf51.Timer) {
	line, err := d.Interrupt(t.Context(), 0)
	t.Must(err)
	c := &ticker{t: t, d: d, line: line}
	t.Step("counts", func() {
		for p := range uint32(nrf51.SlowestPrescaler + 1) {
			c.start(p)
			c.step(1000)
			c.captures(fmt.Sprintf("with PRESCALER %d", p), 1000)
		}
	})
	t.Step("captured by each register", c.each)
	t.Step("compared", c.compare)
	t.Step("stopped", c.stopped)
	t.Step("stopped and started", c.startedAgain)
	t.Step("cleared", c.cleared)
	t.Step("clear shortcut", c.clearShortcut)
	t.Step("stop shortcut", func() { c.stopShortcut(false) })
	t.Step("started after a stop shortcut", func() { c.stopShortcut(true) })
	t.Step("8 and 16 bits", func() { c.wraps(nrf51.Bits8, 1<<8); c.wraps(nrf51.Bits16, 1<<16) })
	t.Step("more bits", func() {
		if d.Bits > 16 {
			c.wraps(nrf51.Bits24, 1<<24)
		}
	})
	t.Step("interrupt", c.interrupt)
	t.Step("counter", c.counter)
}

// start lets the timer run from 0, with 16 bits, no compare value near and no event.
func (c *ticker) start(prescaler uint32) {
	c.t.Helper()
	c.prescaler = prescaler
	for _, w := range []struct {
		reg.Reg[uint32]
		v uint32
	}{
		{nrf51.Stop, 1}, {nrf51.Shortcuts, 0}, {nrf51.InterruptClear, allInterrupts}, {nrf51.TimerMode, 0}, {nrf51.BitMode, nrf51.Bits16},
		{nrf51.Prescaler, prescaler}, {nrf51.ClearTask, 1},
	} {
		w.WriteT(c.t, c.d.Regs, w.v)
	}
	for n := range nrf51.CompareRegisters {
		nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, 0xfff0)
		nrf51.Compare(n).WriteT(c.t, c.d.Regs, 0)
	}
	nrf51.Start.WriteT(c.t, c.d.Regs, 1)
}

// step lets ticks pass.
func (c *ticker) step(ticks uint32) {
	c.t.Helper()
	c.d.Machine.StepT(c.t, nrf51.Ticks(ticks, c.prescaler))
}

// captures checks the counter, which may be one off: the clock has a phase of its own.
func (c *ticker) captures(when string, want uint32) {
	c.t.Helper()
	nrf51.Capture(3).WriteT(c.t, c.d.Regs, 1)
	if got := nrf51.CaptureCompare(3).ReadT(c.t, c.d.Regs); got+1-want > 2 {
		c.t.Errorf("the counter %s = %d, want %d, at most one off", when, got, want)
	}
}

// event checks an event of a compare register.
func (c *ticker) event(when string, n int, want uint32) {
	c.t.Helper()
	reg.ExpectT(c.t, c.d.Regs, fmt.Sprintf("COMPARE[%d] %s", n, when), nrf51.Compare(n), want)
}

func (c *ticker) each() {
	c.start(4)
	for n := range nrf51.CompareRegisters {
		c.step(100)
		nrf51.Capture(n).WriteT(c.t, c.d.Regs, 1)
	}
	for n := range nrf51.CompareRegisters {
		if got, want := nrf51.CaptureCompare(n).ReadT(c.t, c.d.Regs), uint32(100*(n+1)); got+1-want > 2 {
			c.t.Errorf("CC[%d] = %d, want %d, at most one off", n, got, want)
		}
	}
}

// compare checks that each register has its own event, which stays until it is cleared.
func (c *ticker) compare() {
	c.start(4)
	for n := range nrf51.CompareRegisters {
		nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, uint32(100*(n+1)))
	}
	for n := range nrf51.CompareRegisters {
		c.step(98)
		c.event("before its time", n, 0)
		c.step(2)
		c.step(1)
		c.event("at its time", n, 1)
		nrf51.Compare(n).WriteT(c.t, c.d.Regs, 0)
		c.event("cleared", n, 0)
		nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
		if n+1 < nrf51.CompareRegisters {
			nrf51.CaptureCompare(n+1).WriteT(c.t, c.d.Regs, 100)
			nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, 0xfff0)
		}
	}
}

// stopped checks that a timer that is stopped reaches no compare value.
func (c *ticker) stopped() {
	c.start(4)
	nrf51.CaptureCompare(0).WriteT(c.t, c.d.Regs, 300)
	c.step(200)
	nrf51.Stop.WriteT(c.t, c.d.Regs, 1)
	c.step(1000)
	c.event("while the timer is stopped", 0, 0)
}

// startedAgain checks that a timer keeps its value while it is stopped, and goes on from there.
func (c *ticker) startedAgain() {
	c.stopped()
	c.captures("stopped", 200)
	nrf51.Start.WriteT(c.t, c.d.Regs, 1)
	c.step(50)
	c.captures("started again", 250)
	c.event("before its time", 0, 0)
	c.step(52)
	c.event("at its time", 0, 1)
}

func (c *ticker) cleared() {
	c.start(4)
	c.step(200)
	nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
	c.step(50)
	c.captures("cleared while it runs", 50)
	nrf51.Stop.WriteT(c.t, c.d.Regs, 1)
	nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
	c.captures("cleared while it is stopped", 0)
}

// clearShortcut checks periods of 200 ticks.
func (c *ticker) clearShortcut() {
	for n := range nrf51.CompareRegisters - 1 {
		c.start(4)
		nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, 200)
		nrf51.Shortcuts.WriteT(c.t, c.d.Regs, nrf51.CompareClear<<n)
		for range 3 {
			c.step(200)
			c.step(50)
			c.event("at the end of a period", n, 1)
			c.captures("in the next period", 50)
			nrf51.Compare(n).WriteT(c.t, c.d.Regs, 0)
			nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
		}
	}
}

// stopShortcut checks that the timer stops at the compare value, and goes on from there if it is started again.
func (c *ticker) stopShortcut(again bool) {
	for n := range nrf51.CompareRegisters - 1 {
		c.start(4)
		nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, 200)
		nrf51.Shortcuts.WriteT(c.t, c.d.Regs, nrf51.CompareStop<<n)
		c.step(500)
		c.event("at the end", n, 1)
		c.captures("stopped by a shortcut", 200)
		if again {
			nrf51.Start.WriteT(c.t, c.d.Regs, 1)
			c.step(100)
			c.captures("started again", 300)
		}
	}
}

// wraps checks that the counter goes on with 0 after its last value.
func (c *ticker) wraps(mode, values uint32) {
	c.start(0)
	nrf51.Stop.WriteT(c.t, c.d.Regs, 1)
	nrf51.BitMode.WriteT(c.t, c.d.Regs, mode)
	nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
	nrf51.Start.WriteT(c.t, c.d.Regs, 1)
	c.step(values - 20)
	c.captures("before its last value", values-20)
	c.step(60)
	c.captures("after its last value", 40)
}

// interrupt checks the line, which is raised while an event is there whose interrupt is enabled.
func (c *ticker) interrupt() {
	for n := range nrf51.CompareRegisters {
		c.start(4)
		nrf51.InterruptSet.WriteT(c.t, c.d.Regs, allInterrupts&^(nrf51.CompareInterrupt<<n))
		nrf51.CaptureCompare(n).WriteT(c.t, c.d.Regs, 100)
		c.step(110)
		c.event("with its interrupt disabled", n, 1)
		c.line.ExpectT(c.t, "disabled", false)
		nrf51.InterruptSet.WriteT(c.t, c.d.Regs, nrf51.CompareInterrupt<<n)
		c.event("with its interrupt enabled", n, 1)
		c.line.ExpectT(c.t, "enabled later", true)
		nrf51.InterruptClear.WriteT(c.t, c.d.Regs, nrf51.CompareInterrupt<<n)
		c.event("with its interrupt disabled again", n, 1)
		c.line.ExpectT(c.t, "disabled again", false)
		nrf51.InterruptSet.WriteT(c.t, c.d.Regs, nrf51.CompareInterrupt<<n)
		nrf51.Compare(n).WriteT(c.t, c.d.Regs, 0)
		c.event("cleared", n, 0)
		c.line.ExpectT(c.t, "cleared", false)
	}
}

// counter checks that a counter counts its task alone, and compares.
func (c *ticker) counter() {
	c.start(4)
	nrf51.Stop.WriteT(c.t, c.d.Regs, 1)
	nrf51.ClearTask.WriteT(c.t, c.d.Regs, 1)
	nrf51.TimerMode.WriteT(c.t, c.d.Regs, 1)
	nrf51.CaptureCompare(0).WriteT(c.t, c.d.Regs, 3)
	nrf51.Start.WriteT(c.t, c.d.Regs, 1)
	c.step(1000)
	for n := range uint32(5) {
		nrf51.Capture(1).WriteT(c.t, c.d.Regs, 1)
		reg.ExpectT(c.t, c.d.Regs, "CC[1]", nrf51.CaptureCompare(1), n)
		var want uint32
		if n >= 3 {
			want = 1
		}
		c.event(fmt.Sprintf("after %d tasks", n), 0, want)
		nrf51.CountUp.WriteT(c.t, c.d.Regs, 1)
	}
	nrf51.Stop.WriteT(c.t, c.d.Regs, 1)
	nrf51.TimerMode.WriteT(c.t, c.d.Regs, 0)
}
