package omapi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("omap-i2c-migration", graph.Deviation{
		In:     []graph.Place{{Test: "omap_i2c-tests/migrate", Step: "registers"}, {Test: "omap_i2c-tests/migrate", Step: "message"}},
		Does:   "A migration succeeds and leaves the controller as after a reset: its registers and the message are lost.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
