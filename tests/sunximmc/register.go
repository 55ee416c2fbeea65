package sunximmc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
)

// Register adds the tests. By default they run on the boards with the oldest chip and the H3.
func Register(g *graph.Graph) {
	few, known := graph.SlowBeside("arm/cubieboard", "arm/orangepi-pc"), graph.Known(deviations()...)
	graph.Test(g, "allwinner-sdhost-tests/registers", sunximmc.Driver, registers, few, known)
	graph.Test(g, "allwinner-sdhost-tests/commands", sunximmc.Driver, commands, few, known)
	graph.Test(g, "allwinner-sdhost-tests/data", sunximmc.Driver, data, few, known)
}

// line checks the level of the interrupt.
func line(t *run.T, h *sunximmc.Host, when string, raised bool) {
	t.Helper()
	l, err := h.Interrupt(t.Context(), 0)
	t.Must(err)
	l.ExpectT(t, "the interrupt "+when, raised)
}
