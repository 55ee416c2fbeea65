package device

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/slot"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "device-tests/plug", slot.Driver, plug, graph.Known(deviations()...))
}
