package mc146818rtc

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// periodic checks every rate of the periodic interrupt.
func periodic(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	start(t, c, noon(), bcd24())
	t.Step("no rate", func() { noInterrupt(t, c, line, 0, mc146818rtc.PIE) })
	t.Step("not enabled", func() { noInterrupt(t, c, line, 6, 0) })
	t.Step("flag alone", func() { flagAlone(t, c, line) })
	for rs := mc146818rtc.StatusA(1); rs <= mc146818rtc.RateSelect; rs++ {
		t.Step(fmt.Sprintf("rate %d", rs), func() { rate(t, c, line, rs) })
	}
	t.Step("disabled again", func() { noInterrupt(t, c, line, mc146818rtc.RateSelect, 0) })
}

// noInterrupt checks that no interrupt comes.
func noInterrupt(t *run.T, c *mc146818rtc.Clock, line guest.Line, rs mc146818rtc.StatusA, enable mc146818rtc.ControlB) {
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|rs)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|enable)
	mc146818rtc.RegisterC.ReadT(t, c)
	for range 4 {
		pass(t, c, time.Second)
		raised := line.Raised()
		if got := mc146818rtc.RegisterC.ReadT(t, c); got&mc146818rtc.IRQF != 0 || raised {
			t.Errorf("Register C = %v, interrupt line raised: %t; want no interrupt", got, raised)
		}
	}
}

// flagAlone checks that a period sets PF also while the interrupt is disabled.
func flagAlone(t *run.T, c *mc146818rtc.Clock, line guest.Line) {
	const rs = 15 // two a second
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|rs)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24)
	mc146818rtc.RegisterC.ReadT(t, c)
	pass(t, c, mc146818rtc.Period(rs)+mc146818rtc.Tick)
	raised := line.Raised()
	if got := mc146818rtc.RegisterC.ReadT(t, c) &^ mc146818rtc.UF; got != mc146818rtc.PF || raised {
		t.Errorf("Register C = %v, interrupt line raised: %t; want %v, false", got, raised, mc146818rtc.PF)
	}
}

// rate checks the interrupts of a rate. The first may come any time within a period, the
// others one period later each, to a tick of the time base.
func rate(t *run.T, c *mc146818rtc.Clock, line guest.Line, rs mc146818rtc.StatusA) {
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|rs)
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.PIE)
	mc146818rtc.RegisterC.ReadT(t, c)
	period := mc146818rtc.Period(rs)
	align(t, c, period)
	for n := range 8 {
		pass(t, c, period-2*mc146818rtc.Tick)
		early := line.Raised()
		pass(t, c, 2*mc146818rtc.Tick)
		raised := line.Raised()
		got := mc146818rtc.RegisterC.ReadT(t, c) &^ mc146818rtc.UF
		if want := mc146818rtc.IRQF | mc146818rtc.PF; early || !raised || got != want {
			t.Errorf("interrupt %d: Register C = %v, line raised: %t, early: %t; want %v, true, false", n, got, raised, early, want)
		}
		if line.Raised() {
			t.Errorf("interrupt %d: the line is still raised after Register C is read", n)
		}
	}
}

// align lets time pass until a periodic interrupt and at most a tick more: in coarse
// steps first, then in ticks from shortly before the next interrupt.
func align(t *run.T, c *mc146818rtc.Clock, period time.Duration) {
	t.Helper()
	coarse := max(period/64, mc146818rtc.Tick)
	await(t, c, coarse, period+coarse)
	if coarse == mc146818rtc.Tick {
		return
	}
	pass(t, c, period-coarse-mc146818rtc.Tick)
	await(t, c, mc146818rtc.Tick, coarse+3*mc146818rtc.Tick)
}

// await lets time pass in steps until a periodic interrupt, which must come within a
// limit.
func await(t *run.T, c *mc146818rtc.Clock, step, limit time.Duration) {
	t.Helper()
	for passed := time.Duration(0); passed <= limit; passed += step {
		pass(t, c, step)
		if got := mc146818rtc.RegisterC.ReadT(t, c); got&mc146818rtc.PF != 0 {
			return
		}
	}
	t.Fatalf("no periodic interrupt within %v", limit)
}
