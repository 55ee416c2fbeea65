package ds1338

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
)

// clock advances the clock by virtual time only.
func clock(t *run.T, c *ds1338.Clock) {
	base := base()
	want := base
	_, first, err := c.Time(t.Context())
	t.Must(err)
	if first < 1 || first > 7 {
		t.Fatalf("day of the week = %d, want 1 to 7", first)
	}
	for _, step := range []time.Duration{
		0,
		time.Second,      // 23:59:59
		time.Second,      // a leap day
		12 * time.Hour,   // noon
		13 * time.Hour,   // March 1, 1:00:00
		59 * time.Minute, // 1:59:00
		59*time.Second + 999*time.Millisecond,
		time.Millisecond, // 2:00:00
	} {
		if step != 0 {
			_, err := t.QEMU().ClockStep(t.Context(), step)
			t.Must(err)
		}
		want = want.Add(step)
		got, weekday, err := c.Time(t.Context())
		t.Must(err)
		if !got.Equal(want.Truncate(time.Second)) {
			t.Errorf("time after %v more = %v, want %v", step, got, want.Truncate(time.Second))
		}
		days := int(want.Truncate(24*time.Hour).Sub(base.Truncate(24*time.Hour)).Hours()) / 24
		if want := (int(first)-1+days)%7 + 1; int(weekday) != want {
			t.Errorf("day of the week after %d days = %d, want %d", days, weekday, want)
		}
	}
}
