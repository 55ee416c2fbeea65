package pl181

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
)

// Register adds the tests. By default they run on one board of each family.
func Register(g *graph.Graph) {
	few := graph.SlowBeside("arm/integratorcp", "arm/realview-pbx-a9", "arm/versatilepb", "arm/vexpress-a9")
	graph.Test(g, "pl181-tests/registers", pl181.Driver, registers, few, graph.Known(deviations()...))
	graph.Test(g, "pl181-tests/commands", pl181.Driver, commands, few, graph.Known(deviations()...))
	graph.Test(g, "pl181-tests/data", pl181.Driver, data, few, graph.Known(deviations()...))
}
