package ds1338

import (
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
	"github.com/qgraph/qgraph/tests/suite/i2csuite"
)

// migrate moves the machine with a time that differs from the host's, on another day of
// the week, and with the memory in use. It finds a clock that loses its time, the day of
// the week, the memory or its pointer on the way.
func migrate(t *run.T, c *ds1338.Clock, second run.Instance[*ds1338.Clock]) {
	ctx := t.Context()
	t.Must(c.SetTime(ctx, time.Date(2031, 7, 14, 23, 59, 58, 0, time.UTC), rtc.Clock24))
	values := make([]byte, ds1338.MemorySize-1) // the pointer does not return to the seconds
	for i := range values {
		values[i] = byte(7*i + 0x35)
	}
	at, before, err := c.Time(ctx)
	t.Must(err)
	i2csuite.Migrates(t, c.Device, uint8(ds1338.Memory), values, func() error { return t.Env.Migrate(ctx, second.Env, nil) })
	_, err = t.QEMU().ClockStep(ctx, 3*time.Second)
	t.Must(err)
	got, weekday, err := c.Time(ctx)
	t.Must(err)
	want, day := at.Add(3*time.Second), before
	if want.Day() != at.Day() {
		day = before%7 + 1
	}
	if !got.Equal(want) || weekday != day {
		t.Errorf("three seconds later: %v, day %d of the week, want %v, day %d", got, weekday, want, day)
	}
}
