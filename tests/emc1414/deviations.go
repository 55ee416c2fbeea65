package emc1414

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("emc1414-migration", graph.Deviation{
		Does:   "A migration succeeds and leaves the sensor as after a reset: temperatures, limits and the pointer are lost.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
