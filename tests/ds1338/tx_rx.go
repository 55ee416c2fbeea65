package ds1338

import (
	"bytes"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// txRx checks the calendar, by the host's clock, and the memory.
func txRx(t *run.T, c *ds1338.Clock) {
	t.Step("time after power-up", func() { power(t, c) })
	t.Step("memory", func() { memory(t, c) })
	t.Step("Control Register", func() { control(t, c) })
	for _, hour := range []int{0, 1, 11, 12, 13, 23} {
		for _, format := range []rtc.HourFormat{rtc.Clock24, rtc.Clock12} {
			set(t, c, time.Date(2031, 7, 14, hour, 20, 30, 0, time.UTC), format)
		}
	}
	set(t, c, time.Date(2000, 1, 1, 9, 9, 9, 0, time.UTC), rtc.Clock24)
	set(t, c, time.Date(2099, 12, 28, 10, 10, 10, 0, time.UTC), rtc.Clock24)
	t.Step("day that the month before does not have", func() { lastDay(t, c) })
	t.Step("day of the week", func() { weekday(t, c) })
	t.Step("day of the week with a date", func() { weekdayWithDate(t, c) })
}

// power checks that the clock comes up with QEMU's time, which is the host's UTC
// time by default.
func power(t *run.T, c *ds1338.Clock) {
	before := time.Now().UTC().Truncate(time.Second)
	got, _, err := c.Time(t.Context())
	t.Must(err)
	if after := time.Now().UTC(); got.Before(before) || got.After(after) {
		t.Errorf("time after power-up = %v, want %v to %v", got, before, after)
	}
}

// set sets the time and checks that it continues from there.
func set(t *run.T, c *ds1338.Clock, to time.Time, format rtc.HourFormat) {
	t.Helper()
	began := time.Now()
	t.Must(c.SetTime(t.Context(), to, format))
	got, _, err := c.Time(t.Context())
	t.Must(err)
	// The host's second does not begin when the set second begins.
	if latest := to.Add(time.Since(began) + time.Second); got.Before(to) || got.After(latest) {
		t.Errorf("time after setting %v = %v, want at most %v", to, got, latest)
	}
}

// lastDay sets the last day of January while the clock is in February. The registers are
// written one after the other, the day before the month, and hold what is written (the
// datasheet, section "Clock and Calendar").
func lastDay(t *run.T, c *ds1338.Clock) {
	set(t, c, time.Date(2031, 2, 10, 9, 9, 9, 0, time.UTC), rtc.Clock24)
	set(t, c, time.Date(2031, 1, 31, 9, 9, 9, 0, time.UTC), rtc.Clock24)
}

// weekday sets the day of the week alone: it need not match the date.
func weekday(t *run.T, c *ds1338.Clock) {
	for day := uint8(1); day <= 7; day++ {
		reg.KeepsT(t, c.Device, "day of the week", ds1338.Weekday, day)
	}
}

// weekdayWithDate sets the day of the week together with the rest of the time, as a driver
// does: it is as it was written, whatever the date was before (the datasheet, section "Clock
// and Calendar": the values are the user's, and change at midnight).
func weekdayWithDate(t *run.T, c *ds1338.Clock) {
	for _, to := range []time.Time{
		time.Date(2031, 7, 14, 10, 20, 30, 0, time.UTC), time.Date(2030, 3, 3, 10, 20, 30, 0, time.UTC), time.Date(2032, 11, 25, 10, 20, 30, 0, time.UTC),
	} {
		t.Must(c.SetTime(t.Context(), to, rtc.Clock24))
		_, got, err := c.Time(t.Context())
		t.Must(err)
		if want := rtc.Encode(to, rtc.Clock24)[rtc.Weekday]; got != want {
			t.Errorf("day of the week after setting %v = %d, want %d", to, got, want)
		}
	}
}

// memory checks that each byte of the memory is separate, and that the address
// register wraps around after the last one.
func memory(t *run.T, c *ds1338.Clock) {
	first := uint8(ds1338.Memory)
	for _, seed := range []byte{0, 0xff} {
		want := make([]byte, ds1338.MemorySize)
		for i := range want {
			want[i] = byte(i*37) ^ seed
		}
		t.Must(c.Write(t.Context(), first, want...))
		got := make([]byte, len(want))
		t.Must(c.Read(t.Context(), first, got))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("memory mismatch (-want +got):\n%s", diff)
		}
		for _, i := range []int{0, 1, 30, ds1338.MemorySize - 1} {
			one := make([]byte, 1)
			t.Must(c.Read(t.Context(), first+uint8(i), one))
			if one[0] != want[i] {
				t.Errorf("memory byte %d, read alone, = %#02x, want %#02x", i, one[0], want[i])
			}
		}
	}

	last := first + ds1338.MemorySize - 1
	minutes := rtc.BCD(34)
	t.Must(c.Write(t.Context(), last, 0xa5, rtc.BCD(12), minutes))
	got := make([]byte, 3)
	t.Must(c.Read(t.Context(), last, got))
	if got[0] != 0xa5 || got[2] != minutes {
		t.Errorf("last byte of the memory, seconds, minutes = %x, want a5, any, %02x", got, minutes)
	}
	rest, hours := make([]byte, 1), make([]byte, 1)
	t.Must(c.Receive(t.Context(), rest)) // continues after the last transfer
	t.Must(c.Read(t.Context(), rtc.Hours, hours))
	if !bytes.Equal(rest, hours) {
		t.Errorf("byte after the minutes = %x, want the hours, %x", rest, hours)
	}
}

// control checks which bits of the Control Register can be written.
func control(t *run.T, c *ds1338.Clock) {
	const writable = ds1338.Output | ds1338.SquareWave | ds1338.RateSelect
	ds1338.Control.WriteT(t, c, 0)
	for _, v := range []ds1338.ControlBits{writable, ds1338.Output, ds1338.SquareWave | 1, 2, 0} {
		reg.KeepsT(t, c.Device, "Control", ds1338.Control, v)
	}
	ds1338.Control.WriteT(t, c, ^ds1338.ControlBits(0))
	reg.ExpectT(t, c.Device, "Control after all ones were written", ds1338.Control, writable)
	ds1338.Control.WriteT(t, c, 0)
}
