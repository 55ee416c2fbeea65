package goldfishrtc

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/goldfishrtc"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests. Two boards, one of each byte order, stand for the others.
func Register(g *graph.Graph) {
	with := []graph.TestOption{
		graph.SlowBeside("riscv64/virt", "m68k/virt"), graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())), graph.Known(late()),
	}
	graph.Test(g, "goldfish_rtc-tests/time", goldfishrtc.Driver, passing, with...)
	graph.Test(g, "goldfish_rtc-tests/alarm", goldfishrtc.Driver, alarm, with...)
	graph.Pair(g, "goldfish_rtc-tests/migrate", goldfishrtc.Driver, migrate, with...)
}

// base is the time at the start of the virtual clock: a second before a leap day.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 59, 0, time.UTC) }

// late is the deviation of the interrupt over a reset.
func late() graph.Deviation {
	return graph.Deviates("goldfish-rtc-line-over-reset", graph.Deviation{
		In:     []graph.Place{{Test: "goldfish_rtc-tests/alarm", Step: "line after a reset"}},
		Does:   "A reset of the machine disables the interrupt, and leaves its line raised.",
		Says:   "The interrupt is raised only while it is enabled.",
		Clause: graph.NewClause("Linux 6.12, include/clocksource/timer-goldfish.h, TIMER_IRQ_ENABLED"),
	})
}
