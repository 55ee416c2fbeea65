package mc146818rtc

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/mc146818rtc"
)

// periodic checks every rate of the periodic interrupt: the first may come any time
// within a period, others a period later each, to a tick of the time base.
func periodic(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	start(t, c, noon(), bcd24())
	t.Must(mc146818rtc.RegisterB.Write(t.Context(), c, mc146818rtc.H24|mc146818rtc.PIE))
	for range 4 {
		pass(t, c, time.Second)
		if c := mc146818rtc.RegisterC.ReadT(t, c); c&(mc146818rtc.PF|mc146818rtc.IRQF) != 0 || line.Raised() {
			t.Errorf("Register C is %v without a rate", c)
		}
	}
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24)
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|6)
	pass(t, c, time.Second)
	if c := mc146818rtc.RegisterC.ReadT(t, c); c&mc146818rtc.IRQF != 0 || line.Raised() {
		t.Errorf("Register C is %v without PIE", c)
	}
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.PIE)
	for rs := mc146818rtc.StatusA(1); rs <= mc146818rtc.RateSelect; rs++ {
		mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k|rs)
		mc146818rtc.RegisterC.ReadT(t, c)
		period := mc146818rtc.Period(rs)
		align(t, c, period)
		for n := range 8 {
			pass(t, c, period-2*mc146818rtc.Tick)
			early := line.Raised()
			pass(t, c, 2*mc146818rtc.Tick)
			got := mc146818rtc.RegisterC.ReadT(t, c) &^ mc146818rtc.UF
			if want := mc146818rtc.IRQF | mc146818rtc.PF; early || got != want {
				t.Errorf("rate %d, interrupt %d: Register C is %v, and the line was raised early: %t; want %v", rs, n, got, early, want)
			}
			if line.Raised() {
				t.Errorf("rate %d, interrupt %d: the line is raised once Register C is read", rs, n)
			}
		}
	}
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24)
	mc146818rtc.RegisterC.ReadT(t, c)
	pass(t, c, time.Second)
	if line.Raised() {
		t.Error("the line is raised, and no interrupt is enabled")
	}
}

// align lets time pass until a periodic interrupt, and at most a tick more: first in
// coarse steps, then from shortly before the next interrupt on in ticks.
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

// await lets time pass in steps until a periodic interrupt, which has to come within a
// limit.
func await(t *run.T, c *mc146818rtc.Clock, step, limit time.Duration) {
	t.Helper()
	for passed := time.Duration(0); passed <= limit; passed += step {
		pass(t, c, step)
		if got := mc146818rtc.RegisterC.ReadT(t, c); got&mc146818rtc.PF != 0 {
			return
		}
	}
	t.Fatalf("no periodic interrupt came within %v", limit)
}
