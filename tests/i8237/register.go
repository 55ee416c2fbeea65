package i8237

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// Register adds the tests of the controllers.
func Register(g *graph.Graph) {
	graph.Test(g, "i8257-tests/registers", i8237.Driver, registers, graph.Requires(isa.DMA), graph.Known(deviations()...))
}
