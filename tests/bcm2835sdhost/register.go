package bcm2835sdhost

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
)

// Register adds the tests. By default they run on one board with each interrupt controller.
func Register(g *graph.Graph) {
	few, known := graph.SlowBeside("arm/raspi2b", "aarch64/raspi4b"), graph.Known(deviations()...)
	graph.Test(g, "bcm2835-sdhost-tests/registers", bcm2835sdhost.Driver, registers, few, known)
	graph.Test(g, "bcm2835-sdhost-tests/commands", bcm2835sdhost.Driver, commands, few)
	graph.Test(g, "bcm2835-sdhost-tests/data", bcm2835sdhost.Driver, data, few, known)
}

// line checks the level of the interrupt.
func line(t *run.T, h *bcm2835sdhost.Host, when string, raised bool) {
	t.Helper()
	l, err := h.Interrupt(t.Context(), 0)
	t.Must(err)
	l.ExpectT(t, "the interrupt "+when, raised)
}
