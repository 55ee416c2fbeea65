package i8259

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// Register adds the tests of the controllers. The timer, which is wired to input 0 of the
// first, must stand still.
func Register(g *graph.Graph) {
	known, still := graph.Known(deviations()...), graph.Requires(graph.SteppedClock)
	graph.Test(g, "isa-i8259-tests/registers", i8259.Driver, registers, known, still)
	graph.Test(g, "isa-i8259-tests/priorities", i8259.Driver, ofEach(priorities), known, still)
	graph.Test(g, "isa-i8259-tests/end-of-interrupt", i8259.Driver, ofEach(ends), known, still)
	graph.Test(g, "isa-i8259-tests/triggers", i8259.Driver, ofEach(triggers), known, still)
	graph.Test(g, "isa-i8259-tests/output", i8259.Driver, output, known, still)
	graph.Test(g, "isa-i8259-tests/cascade", i8259.Driver, cascade, known, still)
}

// ofEach is a test that has a step for each chip.
func ofEach(test func(*run.T, *chip)) func(*run.T, *i8259.Pair) {
	return func(t *run.T, p *i8259.Pair) {
		for _, c := range both(p) {
			t.Step(c.name, func() { test(t, c) })
		}
	}
}

func both(p *i8259.Pair) []*chip { return []*chip{{p.First, "first"}, {p.Second, "second"}} }
