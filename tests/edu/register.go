package edu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/misc/edu"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "edu-tests/registers", edu.Driver, registers)
	graph.Test(g, "edu-tests/factorial", edu.Driver, factorial)
	graph.Test(g, "edu-tests/intx", edu.Driver, intx)
	graph.Test(g, "edu-tests/msi", edu.Driver, msi, graph.Requires(pci.MessageSignalled))
	graph.Test(g, "edu-tests/dma", edu.Driver, dma, graph.AskHighRAM(), graph.Known(shortBuffer()))
	graph.Pair(g, "edu-tests/migrate", edu.Driver, migrate, graph.Known(unmigrated()))
}
