package spapr

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/spapr"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// base is the time at the start of the virtual clock: ten seconds before a leap day.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 50, 0, time.UTC) }

// timeOfDay checks the clock of the partition (LoPAPR 1.1, "Time of Day").
func timeOfDay(t *run.T, m *spapr.Partition) {
	c := clock{t, m}
	t.Step("read", c.read)
	t.Step("set", c.ends)
	t.Step("set to each field", c.fields)
	t.Step("nanoseconds", c.nanoseconds)
	t.Step("no time", c.invalid)
	t.Step("event", c.event)
	t.Step("reset", c.reset)
}

// clock is the clock of a partition, as a test reads and sets it.
type clock struct {
	t *run.T
	m *spapr.Partition
}

// time returns the year, the month, the day, the hour, the minute, the second and the nanoseconds.
func (c clock) time() []uint32 {
	c.t.Helper()
	v, err := c.m.RTAS.Call(c.t.Context(), "get-time-of-day", 7)
	c.t.Must(err)
	return v
}

// shows checks the time, in whole seconds.
func (c clock) shows(when string, want time.Time) {
	c.t.Helper()
	v := c.time()
	got := time.Date(int(v[0]), time.Month(v[1]), int(v[2]), int(v[3]), int(v[4]), int(v[5]), 0, time.UTC)
	if !got.Equal(want) {
		c.t.Errorf("time %s = %v, want %v", when, got, want)
	}
}

// set sets the time, and checks that it is the new one.
func (c clock) set(to time.Time) {
	c.t.Helper()
	status, _, err := c.m.RTAS.Try(c.t.Context(), "set-time-of-day", 0, uint32(to.Year()), uint32(to.Month()), uint32(to.Day()),
		uint32(to.Hour()), uint32(to.Minute()), uint32(to.Second()), 0)
	c.t.Must(err)
	if status != spapr.Success {
		c.t.Errorf("set-time-of-day to %v: %v, want status 0", to, status)
	}
	c.shows("that was set", to)
}

// read checks that the time advances with the clock, over the end of the month.
func (c clock) read() {
	c.shows("at first", base())
	var passed time.Duration
	for _, step := range []time.Duration{time.Second, 9 * time.Second, 24 * time.Hour} {
		c.m.StepT(c.t, step)
		passed += step
		c.shows("after "+passed.String(), base().Add(passed))
	}
}

// ends checks that the time goes on from one that was set, over the ends of years and of centuries.
func (c clock) ends() {
	for _, to := range []time.Time{
		time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Date(2000, 2, 28, 23, 59, 59, 0, time.UTC), // a leap year
		time.Date(2100, 2, 28, 23, 59, 59, 0, time.UTC), // none
		time.Date(2038, 1, 19, 3, 14, 7, 0, time.UTC),   // 2^31 - 1 seconds after 1970
		time.Date(2106, 2, 7, 6, 28, 15, 0, time.UTC),   // 2^32 - 1
	} {
		c.set(to)
		c.m.StepT(c.t, time.Second)
		c.shows("a second after "+to.String(), to.Add(time.Second))
	}
}

// fields checks that each field has a place of its own.
func (c clock) fields() {
	for _, to := range []time.Time{
		time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC),
		time.Date(2034, 12, 11, 23, 58, 57, 0, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		c.set(to)
	}
}

// nanoseconds checks the part of a second.
func (c clock) nanoseconds() {
	for range 3 {
		if ns := c.time()[6]; ns >= 1e9 {
			c.t.Errorf("nanoseconds = %d, want less than 1000000000", ns)
		}
		c.m.StepT(c.t, 700*time.Millisecond)
	}
}

// invalid checks that a time that does not exist is refused, and changes nothing.
func (c clock) invalid() {
	now := time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)
	c.set(now)
	for _, v := range [][]uint32{
		{2031, 13, 1, 0, 0, 0, 0}, {2031, 0, 1, 0, 0, 0, 0}, {2031, 4, 32, 0, 0, 0, 0}, {2031, 4, 0, 0, 0, 0, 0},
		{2031, 4, 1, 24, 0, 0, 0}, {2031, 4, 1, 0, 60, 0, 0}, {2031, 4, 1, 0, 0, 60, 0},
	} {
		status, _, err := c.m.RTAS.Try(c.t.Context(), "set-time-of-day", 0, v...)
		c.t.Must(err)
		if status != spapr.ParameterError {
			c.t.Errorf("set-time-of-day to %d: %v, want %v", v, status, spapr.ParameterError)
		}
		c.shows("after a time that does not exist", now)
	}
}

// event checks that QEMU tells of each time that was set: its distance in seconds from that of -rtc base
// (QEMU 11.1, QEMU QMP Reference Manual, RTC_CHANGE). It tells of one in a second, of the last one. The
// distance is that of two clocks in whole seconds, and so one less or more.
func (c clock) event() {
	events := c.m.Monitor.Subscribe("RTC_CHANGE")
	defer events.Close()
	for _, offset := range []int64{1000, -86_400 * 365} {
		c.set(base().Add(time.Duration(offset) * time.Second))
		c.m.StepT(c.t, time.Second)
		_, err := events.WaitEvent(c.t.Context(), "RTC_CHANGE", func(e qmp.Event) bool {
			change, err := qmp.DecodeEvent[struct{ Offset int64 }](e)
			return err == nil && offset-1 <= change.Offset && change.Offset <= offset+1
		})
		if err != nil {
			c.t.Fatalf("event with offset %d: %v", offset, err)
		}
	}
}

// reset checks that a reset of the partition leaves the time.
func (c clock) reset() {
	to := time.Date(2033, 3, 3, 3, 3, 3, 0, time.UTC)
	c.set(to)
	c.t.Must(c.t.QEMU().SystemReset(c.t.Context()))
	c.shows("after a reset", to)
}
