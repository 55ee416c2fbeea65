package i8254

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// Register adds the tests of the timers.
func Register(g *graph.Graph) {
	known, stepped := graph.Known(deviations()...), graph.Requires(graph.SteppedClock)
	graph.Test(g, "isa-pit-tests/registers", i8254.Driver, registers, known, stepped)
	graph.Test(g, "isa-pit-tests/modes", i8254.Driver, modes, known, stepped)
	graph.Test(g, "isa-pit-tests/interrupt", i8254.Driver, interrupt, known, stepped)
	graph.Test(g, "isa-pit-tests/speaker", i8254.Driver, speaker, known, stepped, graph.Requires(isa.Speaker))
}
