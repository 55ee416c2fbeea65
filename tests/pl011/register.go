package pl011

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "pl011-tests/registers", pl011.Driver, registers, graph.SlowBeside("arm/versatilepb"))
	graph.Test(g, "pl011-tests/transmit", pl011.Driver, transmit, graph.SlowBeside("arm/versatilepb"))
	graph.Test(g, "pl011-tests/receive", pl011.Driver, receive, graph.SlowBeside("arm/versatilepb"))
	graph.Pair(g, "pl011-tests/migrate", pl011.Driver, migrate, graph.SlowBeside("arm/versatilepb"))
}
