package rs5c372

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/rs5c372"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests of the clock.
func Register(g *graph.Graph) {
	graph.Pair(g, "rs5c372-tests/migrate", rs5c372.Driver, migrate, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
	graph.Test(g, "rs5c372-tests/read_date", rs5c372.Driver, readDate, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
}

// base is two seconds before a new year.
func base() time.Time { return time.Date(2027, 12, 31, 23, 59, 58, 0, time.UTC) }

// readDate reads the date, at first and after some virtual time, in both formats
// of hours. Then it writes registers.
func readDate(t *run.T, c *rs5c372.Clock) {
	base := base()
	t.Step("power-up", func() { powerUp(t, c) })
	t.Step("date", func() {
		first := date(t, c, base)
		now := base
		for _, step := range []time.Duration{time.Second, time.Second, 11 * time.Hour, time.Hour, 13 * time.Hour} {
			_, err := t.QEMU().ClockStep(t.Context(), step)
			t.Must(err)
			now = now.Add(step)
			for _, control := range []rs5c372.Control{rs5c372.Hours24, 0} {
				t.Must(c.Write(t.Context(), rs5c372.Control2, byte(control)))
				s := date(t, c, now)
				want := first
				copy(want[:], s[:rs5c372.Trimming])
				want[rs5c372.Control2] = byte(control)
				if diff := cmp.Diff(want, s); diff != "" {
					t.Errorf("registers besides the calendar, after %v, mismatch (-want +got):\n%s", step, diff)
				}
				days := int(now.Truncate(24*time.Hour).Sub(base.Truncate(24*time.Hour)).Hours()) / 24
				if got := (7 + int(s.Weekday()) - int(first.Weekday())) % 7; got != days {
					t.Errorf("day of the week changed from %d to %d in %d days", first.Weekday(), s.Weekday(), days)
				}
			}
		}
	})
	t.Step("other registers", func() { registers(t, c) })
}

// powerUp checks the registers that have a value after power-up (section "Register Table",
// default values): the clock is not trimmed, interrupts are off and have no flags, hours go up
// to 12. The time is right, so that XSTP must not say that the clock had stopped.
func powerUp(t *run.T, c *rs5c372.Clock) {
	s, err := c.Read(t.Context())
	t.Must(err)
	if s[rs5c372.Trimming] != 0 || s[rs5c372.Control1] != 0 {
		t.Errorf("time trimming register, Control Register 1 = %#02x, %#02x, want 0, 0", s[rs5c372.Trimming], s[rs5c372.Control1])
	}
	if got := s.Control2(); got != 0 {
		t.Errorf("Control Register 2 = %v, want 0", got)
	}
}

// date reads the date and compares it with want.
func date(t *run.T, c *rs5c372.Clock, want time.Time) rs5c372.Snapshot {
	t.Helper()
	s, err := c.Read(t.Context())
	t.Must(err)
	got, err := s.Time()
	t.Must(err)
	if !got.Equal(want) {
		t.Errorf("date = %v (registers %x), want %v", got, s, want)
	}
	return s
}

// registers writes the registers unrelated to the calendar.
func registers(t *run.T, c *rs5c372.Clock) {
	want, err := c.Read(t.Context())
	t.Must(err)
	change := func(r rs5c372.Register, p ...byte) {
		t.Must(c.Write(t.Context(), r, p...))
		copy(want[r:], p)
	}
	change(rs5c372.Trimming, 0x35)
	change(rs5c372.AlarmA, rtc.BCD(59), rtc.BCD(7), 0x7f)
	change(rs5c372.AlarmB, rtc.BCD(30), rtc.BCD(11), 0x2a)
	got, err := c.Read(t.Context())
	t.Must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers mismatch (-want +got):\n%s", diff)
	}
}
