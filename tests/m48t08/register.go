package m48t08

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/m48t08"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests of the chip.
func Register(g *graph.Graph) {
	usual, known := graph.SlowBeside("sparc/SS-5"), graph.Known(deviations()...)
	graph.Test(g, "sysbus-m48t08-tests/ram", m48t08.Driver, ram, usual)
	graph.Test(g, "sysbus-m48t08-tests/set", m48t08.Driver, set, usual, known)
	graph.Test(g, "sysbus-m48t08-tests/clock", m48t08.Driver, clock, usual, known,
		graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
}

// base is the time at the start of the virtual clock: two seconds before a leap day.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 58, 0, time.UTC) }
