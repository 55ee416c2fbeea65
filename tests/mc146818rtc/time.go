package mc146818rtc

import (
	"fmt"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// checkTime checks that the chip starts with the time from outside, keeps it and
// continues from a time that is set.
func checkTime(f mc146818rtc.Format) func(*run.T, *mc146818rtc.Clock) {
	return func(t *run.T, c *mc146818rtc.Clock) {
		t.Step("from outside", func() { fromOutside(t, c) })
		for _, at := range []time.Time{
			noon(),
			time.Date(2027, 2, 28, 23, 59, 59, 0, time.UTC), // no leap year
			time.Date(2028, 2, 28, 23, 59, 59, 0, time.UTC),
			time.Date(2028, 2, 29, 23, 59, 59, 0, time.UTC),
			time.Date(2027, 4, 30, 23, 59, 59, 0, time.UTC),
			time.Date(2027, 7, 31, 23, 59, 59, 0, time.UTC),
			time.Date(2027, 12, 31, 23, 59, 59, 0, time.UTC),
		} {
			t.Step("from "+at.Format(time.DateTime), func() {
				start(t, c, at, f)
				expect(t, c, f, at, "after it is set")
				for _, d := range []time.Duration{time.Second, 59 * time.Second, time.Hour} {
					pass(t, c, d)
					at = at.Add(d)
					expect(t, c, f, at, fmt.Sprintf("%v later", d))
				}
			})
		}
		t.Step("day of the week", func() { dayOfWeek(t, c, f) })
	}
}

// dayOfWeek checks that the day of the week is counted from the one that was set, from 7
// to 1, whatever the date is.
func dayOfWeek(t *run.T, c *mc146818rtc.Clock, f mc146818rtc.Format) {
	for set := 1; set <= 7; set++ {
		start(t, c, time.Date(2027, 6, 15, 23, 59, 59, 0, time.UTC), f)
		mc146818rtc.DayOfWeek.WriteT(t, c, f.Number(set))
		pass(t, c, time.Second)
		if got, want := mc146818rtc.DayOfWeek.ReadT(t, c), f.Number(set%7+1); got != want {
			t.Errorf("the day of the week after midnight of day %d = %d, want %d", set, got, want)
		}
	}
}

// fromOutside checks the chip's initial time, in its initial format.
func fromOutside(t *run.T, c *mc146818rtc.Clock) {
	b := mc146818rtc.RegisterB.ReadT(t, c)
	f := mc146818rtc.Format{Binary: b&mc146818rtc.DM != 0, Hours24: b&mc146818rtc.H24 != 0}
	expect(t, c, f, base(), "at the beginning")
	pass(t, c, 3*time.Second)
	expect(t, c, f, base().Add(3*time.Second), "three seconds later")
}

// day checks the registers in every hour of a day.
func day(f mc146818rtc.Format) func(*run.T, *mc146818rtc.Clock) {
	return func(t *run.T, c *mc146818rtc.Clock) {
		for hour := range 24 {
			at := time.Date(2027, 6, 15, hour, 59, 59, 0, time.UTC)
			t.Step(fmt.Sprintf("hour %d", hour), func() {
				start(t, c, at, f)
				expect(t, c, f, at, "after it is set")
				pass(t, c, time.Second)
				expect(t, c, f, at.Add(time.Second), "a second later")
			})
		}
	}
}

// years checks the years of a century: every leap year has its leap day, and every
// year is followed by the next.
func years(first, last int) func(*run.T, *mc146818rtc.Clock) {
	return func(t *run.T, c *mc146818rtc.Clock) {
		for _, f := range []mc146818rtc.Format{{Hours24: true}, {Hours24: true, Binary: true}} {
			t.Step(f.String(), func() {
				for year := first; year <= last; year++ {
					secondAfter(t, c, f, time.Date(year, 2, 28, 23, 59, 59, 0, time.UTC))
					secondAfter(t, c, f, time.Date(year, 12, 31, 23, 59, 59, 0, time.UTC))
				}
			})
		}
	}
}

// secondAfter sets the time and checks it a second later.
func secondAfter(t *run.T, c *mc146818rtc.Clock, f mc146818rtc.Format, at time.Time) {
	t.Helper()
	start(t, c, at, f)
	pass(t, c, time.Second)
	expect(t, c, f, at.Add(time.Second), "a second after "+at.Format(time.DateTime))
}
