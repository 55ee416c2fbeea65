package ib700

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/watchdog/ib700"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Register adds the timer.
func Register(g *graph.Graph) {
	graph.Consumes(g, ib700.Driver, isa.Interface, ib700.New)
	graph.Produces(g, ib700.Driver, watchdog.Interface, func(w *ib700.Timer) watchdog.Timer { return w })
}
