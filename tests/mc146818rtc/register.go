package mc146818rtc

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests of the chip.
func Register(g *graph.Graph) {
	for name, test := range tests() {
		graph.Test(g, "rtc-tests/"+name, mc146818rtc.Driver, test, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())), graph.Known(deviations()...))
	}
	graph.Pair(g, "rtc-tests/migrate/alarm", mc146818rtc.Driver, migrateAlarm, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
	graph.Pair(g, "rtc-tests/migrate/pending", mc146818rtc.Driver, migratePending, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
}

func tests() map[string]func(*run.T, *mc146818rtc.Clock) {
	list := map[string]func(*run.T, *mc146818rtc.Clock){
		"registers":                  registers,
		"ram":                        ram,
		"reset":                      reset,
		"check-time/bcd":             checkTime(mc146818rtc.Format{Hours24: true}),
		"check-time/dec":             checkTime(mc146818rtc.Format{Hours24: true, Binary: true}),
		"set-year/20xx":              years(2000, 2099),
		"set-year/1980":              years(1980, 1999),
		"update/register_b_set_flag": setFlag,
		"update/divider-reset":       dividerReset,
		"update/interrupt":           updateInterrupt,
		"update/uip-stuck":           inProgress,
		"alarm/interrupt":            alarm,
		"alarm/am-pm":                alarmOfHalfDay,
		"alarm/dont-care":            dontCare,
		"periodic/interrupt":         periodic,
		"misc/fuzz-registers":        fuzz,
	}
	for _, f := range formats() {
		list["basic/"+f.String()] = day(f)
	}
	return list
}

func formats() []mc146818rtc.Format {
	return []mc146818rtc.Format{
		{}, {Hours24: true}, {Binary: true}, {Binary: true, Hours24: true},
	}
}

// base is the time at the start of the virtual clock: two seconds before a leap
// day.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 58, 0, time.UTC) }

// noon is a time far from all special ones.
func noon() time.Time { return time.Date(2027, 6, 15, 12, 30, 30, 0, time.UTC) }

// pass lets virtual time pass.
func pass(t *run.T, c *mc146818rtc.Clock, d time.Duration) {
	t.Helper()
	_, err := c.Machine().Clock().ClockStep(t.Context(), d)
	t.Must(err)
}

// expect checks the time of the chip.
func expect(t *run.T, c *mc146818rtc.Clock, f mc146818rtc.Format, want time.Time, when string) {
	t.Helper()
	got, err := c.Calendar(t.Context())
	t.Must(err)
	if want := f.Encode(want); got != want {
		t.Errorf("%s (%v): registers = % x, want % x", when, f, got, want)
	}
}

// start sets the time and restarts the divider, so that the first update comes half a
// second later and the others every second (section "Divider Control"). It leaves no
// flag set and no interrupt enabled, and lets a quarter of a second pass.
func start(t *run.T, c *mc146818rtc.Clock, at time.Time, f mc146818rtc.Format) {
	t.Helper()
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.DividerOff)
	t.Must(c.Set(t.Context(), at, f))
	mc146818rtc.RegisterA.WriteT(t, c, mc146818rtc.Divider32k)
	pass(t, c, time.Second/4)
	mc146818rtc.RegisterC.ReadT(t, c)
}
