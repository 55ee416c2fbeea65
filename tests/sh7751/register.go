package sh7751

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/tmu"
	"github.com/qgraph/qgraph/libqos/device/serial/scif"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "scif-tests/fifo", scif.Driver, fifo, graph.Known(fifoDeviations()...))
	graph.Test(g, "tmu-tests/counters", tmu.Driver, counters, graph.Requires(graph.SteppedClock), graph.Known(counterDeviations()...))
}
