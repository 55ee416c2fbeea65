package mc146818rtc

import (
	"fmt"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/guest"
	"github.com/qgraph/qgraph/libqos/mc146818rtc"
)

// flags checks the interrupt line, then Register C but for flags that are not enabled
// and not asked for, and that reading it has lowered the line and cleared the flags
// (section "Register C").
func flags(t *run.T, c *mc146818rtc.Clock, line guest.Line, want mc146818rtc.FlagsC, when string) {
	t.Helper()
	if raised := want&mc146818rtc.IRQF != 0; line.Raised() != raised {
		t.Errorf("%s: the interrupt line is at %t, want %t", when, !raised, raised)
	}
	if got := mc146818rtc.RegisterC.ReadT(t, c); got != want {
		t.Errorf("%s: Register C is %v, want %v", when, got, want)
	}
	if line.Raised() {
		t.Errorf("%s: the interrupt line is raised once Register C is read", when)
	}
	if got := mc146818rtc.RegisterC.ReadT(t, c); got != 0 {
		t.Errorf("%s: Register C is %v when it is read again, want 0", when, got)
	}
}

// alarm checks the alarm and its interrupt at one time of the day, in each format.
func alarm(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	for _, f := range formats() {
		t.Must(c.SetAlarm(t.Context(), f.Hour(14), f.Number(30), f.Number(0)))
		for day, enable := range []mc146818rtc.ControlB{mc146818rtc.AIE, 0, mc146818rtc.AIE} {
			start(t, c, time.Date(2027, 6, 15+day, 14, 29, 58, 0, time.UTC), f)
			t.Must(mc146818rtc.RegisterB.Modify(t.Context(), c, 0, enable))
			want := mc146818rtc.UF | mc146818rtc.AF
			if enable != 0 {
				want |= mc146818rtc.IRQF
			}
			pass(t, c, time.Second)
			flags(t, c, line, mc146818rtc.UF, fmt.Sprintf("%v: a second before the alarm", f))
			pass(t, c, time.Second)
			flags(t, c, line, want, fmt.Sprintf("%v: at the alarm", f))
			pass(t, c, time.Second)
			flags(t, c, line, mc146818rtc.UF, fmt.Sprintf("%v: a second after the alarm", f))
		}
	}
}

// alarmOfHalfDay checks that an alarm tells morning from afternoon.
func alarmOfHalfDay(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	for _, f := range []mc146818rtc.Format{{}, {Binary: true}} {
		for hour := range 24 {
			if slices.Contains(misplacedAlarms(), hour) {
				continue
			}
			t.Must(c.SetAlarm(t.Context(), f.Hour(hour), f.Number(0), f.Number(0)))
			at := time.Date(2027, 6, 15, hour, 0, 0, 0, time.UTC)
			for _, row := range []struct {
				at   time.Time
				want mc146818rtc.FlagsC
			}{
				{at, mc146818rtc.IRQF | mc146818rtc.AF | mc146818rtc.UF}, {at.Add(12 * time.Hour), mc146818rtc.UF},
			} {
				start(t, c, row.at.Add(-time.Second), f)
				t.Must(mc146818rtc.RegisterB.Modify(t.Context(), c, 0, mc146818rtc.AIE))
				pass(t, c, time.Second)
				flags(t, c, line, row.want, fmt.Sprintf("%v: at %s, with the alarm at %d h", f, row.at.Format(time.TimeOnly), hour))
			}
		}
	}
}

// dontCare checks alarms that come every second, minute or hour.
func dontCare(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	f := bcd24()
	for _, tc := range []struct {
		name                    string
		hours, minutes, seconds byte
		first, period           time.Duration // after noon
		count                   int
	}{
		{"every second", mc146818rtc.DontCare, mc146818rtc.DontCare, mc146818rtc.DontCare, time.Second, time.Second, 4},
		{"every minute", mc146818rtc.DontCare, mc146818rtc.DontCare, f.Number(40), 10 * time.Second, time.Minute, 4},
		{"every hour", mc146818rtc.DontCare, f.Number(31), f.Number(0), 30 * time.Second, time.Hour, 2},
		{"every hour, by another code", 0xff, f.Number(31), f.Number(0), 30 * time.Second, time.Hour, 1},
	} {
		start(t, c, noon(), f)
		t.Must(c.SetAlarm(t.Context(), tc.hours, tc.minutes, tc.seconds))
		mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.AIE)
		wait := tc.first
		for n := range tc.count {
			if wait > time.Second {
				pass(t, c, wait-time.Second)
				flags(t, c, line, mc146818rtc.UF, fmt.Sprintf("%s: a second before alarm %d", tc.name, n))
				wait = time.Second
			}
			pass(t, c, wait)
			flags(t, c, line, mc146818rtc.IRQF|mc146818rtc.AF|mc146818rtc.UF, fmt.Sprintf("%s: at alarm %d", tc.name, n))
			wait = tc.period
		}
	}
}
