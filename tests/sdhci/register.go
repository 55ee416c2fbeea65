package sdhci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/sdhci"
)

// Register adds the test.
func Register(g *graph.Graph) {
	graph.Test(g, "sdhci-tests/registers", sdhci.Interface, registers)
}

// registers is given a controller that nobody has touched since power on, with
// nothing in its card slot.
func registers(t *run.T, c *sdhci.Controller) {
	identity(t, c)
	defaults(t, c, noCard)
	pendingInsertion(t, c)
	readOnly(t, c)
	softwareReset(t, c)
	clock(t, c)
	statusBits(t, c)
	interruptLine(t, c)
	emptySlot(t, c)

	slot := openSlot(t)
	insertion(t, c, slot)
	for _, size := range []int64{4 << 20, 4 << 30} { // standard and high capacity
		useCard(t, c, slot, size)
	}
}
