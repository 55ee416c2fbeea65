package mc146818rtc

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// flags checks the interrupt line, then Register C, ignoring flags that are neither
// enabled nor wanted, and that reading it lowers the line and clears the flags
// (section "Register C").
func flags(t *run.T, c *mc146818rtc.Clock, line guest.Line, want mc146818rtc.FlagsC, when string) {
	t.Helper()
	if raised := want&mc146818rtc.IRQF != 0; line.Raised() != raised {
		t.Errorf("%s: interrupt line raised: %t, want %t", when, !raised, raised)
	}
	if got := mc146818rtc.RegisterC.ReadT(t, c); got != want {
		t.Errorf("%s: Register C = %v, want %v", when, got, want)
	}
	if line.Raised() {
		t.Errorf("%s: the interrupt line is still raised after Register C is read", when)
	}
	if got := mc146818rtc.RegisterC.ReadT(t, c); got != 0 {
		t.Errorf("%s: Register C on the second read = %v, want 0", when, got)
	}
}

// alarm checks the alarm and its interrupt at one time of the day, in each format.
func alarm(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	for _, f := range formats() {
		t.Step(f.String(), func() {
			t.Must(c.SetAlarm(t.Context(), f.Hour(14), f.Number(30), f.Number(0)))
			for day, enable := range []mc146818rtc.ControlB{mc146818rtc.AIE, 0, mc146818rtc.AIE} {
				start(t, c, time.Date(2027, 6, 15+day, 14, 29, 58, 0, time.UTC), f)
				t.Must(mc146818rtc.RegisterB.Modify(t.Context(), c, 0, enable))
				atAlarm(t, c, line, enable != 0)
			}
		})
	}
}

// atAlarm checks the flags in the seconds around an alarm that is two seconds
// away.
func atAlarm(t *run.T, c *mc146818rtc.Clock, line guest.Line, enabled bool) {
	t.Helper()
	want := mc146818rtc.UF | mc146818rtc.AF
	if enabled {
		want |= mc146818rtc.IRQF
	}
	pass(t, c, time.Second)
	flags(t, c, line, mc146818rtc.UF, "a second before the alarm")
	pass(t, c, time.Second)
	flags(t, c, line, want, "at the alarm")
	pass(t, c, time.Second)
	flags(t, c, line, mc146818rtc.UF, "a second after the alarm")
}

// alarmOfHalfDay checks that an alarm distinguishes morning and afternoon.
func alarmOfHalfDay(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	for _, f := range []mc146818rtc.Format{{}, {Binary: true}} {
		for hour := range 24 {
			t.Step(stepOfHour(f, hour), func() { alarmAt(t, c, line, f, hour) })
		}
	}
}

// alarmAt sets an alarm at the beginning of an hour, and checks that it comes then, and
// not half a day later.
func alarmAt(t *run.T, c *mc146818rtc.Clock, line guest.Line, f mc146818rtc.Format, hour int) {
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
		flags(t, c, line, row.want, "at "+row.at.Format(time.TimeOnly))
	}
}

// repeatedAlarm is an alarm that comes several times a day.
type repeatedAlarm struct {
	name                    string
	hours, minutes, seconds byte
	first, period           time.Duration // after noon
	count                   int
}

// dontCare checks alarms that come every second, minute or hour.
func dontCare(t *run.T, c *mc146818rtc.Clock) {
	line, err := c.Line(t.Context())
	t.Must(err)
	f := bcd24()
	for _, tc := range []repeatedAlarm{
		{"every second", mc146818rtc.DontCare, mc146818rtc.DontCare, mc146818rtc.DontCare, time.Second, time.Second, 4},
		{"every minute", mc146818rtc.DontCare, mc146818rtc.DontCare, f.Number(40), 10 * time.Second, time.Minute, 4},
		{"every hour", mc146818rtc.DontCare, f.Number(31), f.Number(0), 30 * time.Second, time.Hour, 2},
		{"every hour, by another code", 0xff, f.Number(31), f.Number(0), 30 * time.Second, time.Hour, 1},
	} {
		t.Step(tc.name, func() { tc.check(t, c, line) })
	}
}

// check checks the period of the alarm, and that it is not a second early.
func (a repeatedAlarm) check(t *run.T, c *mc146818rtc.Clock, line guest.Line) {
	start(t, c, noon(), bcd24())
	t.Must(c.SetAlarm(t.Context(), a.hours, a.minutes, a.seconds))
	mc146818rtc.RegisterB.WriteT(t, c, mc146818rtc.H24|mc146818rtc.AIE)
	wait := a.first
	for n := range a.count {
		if wait > time.Second {
			pass(t, c, wait-time.Second)
			flags(t, c, line, mc146818rtc.UF, fmt.Sprintf("a second before alarm %d", n))
		}
		pass(t, c, time.Second)
		flags(t, c, line, mc146818rtc.IRQF|mc146818rtc.AF|mc146818rtc.UF, fmt.Sprintf("at alarm %d", n))
		wait = a.period
	}
}
