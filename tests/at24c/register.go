package at24c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/storage/at24c"
)

// Register adds the tests of the EEPROMs.
func Register(g *graph.Graph) {
	graph.Test(g, "at24c-eeprom-tests/memory", at24c.Driver, memory, graph.Known(pageEnd()))
	graph.Pair(g, "at24c-eeprom-tests/migrate", at24c.Driver, migrate, graph.Known(unmigrated()))
}
