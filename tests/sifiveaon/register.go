package sifiveaon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/watchdog/sifiveaon"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, known := graph.SlowBeside("riscv32/sifive_e"), graph.Known(deviations()...)
	stepped := graph.Requires(graph.SteppedClock)
	graph.Test(g, "sifive-e-aon-watchdog-tests/registers", sifiveaon.Driver, registers, some, known)
	graph.Test(g, "sifive-e-aon-watchdog-tests/timer", sifiveaon.Driver, timer, some, known, stepped)
	graph.Test(g, "sifive-e-aon-watchdog-tests/reset", sifiveaon.Driver, reset, some, known, stepped)
}
