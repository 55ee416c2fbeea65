package ds1338

import (
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
	"github.com/qgraph/qgraph/libqos/protocol/rtc"
)

// Register adds the tests of the clock.
func Register(g *graph.Graph) {
	graph.Test(g, "ds1338-tests/clock", ds1338.Driver, clock, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
	graph.Test(g, "ds1338-tests/tx-rx", ds1338.Driver, txRx, graph.Known(deviations()...))
	graph.Pair(g, "ds1338-tests/migrate", ds1338.Driver, migrate, graph.Requires(graph.SteppedClock), graph.Before(rtc.Base(base())))
}

// base is two seconds before a leap day that is a Tuesday.
func base() time.Time { return time.Date(2028, 2, 28, 23, 59, 58, 0, time.UTC) }
