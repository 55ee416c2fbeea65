package sbcon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// late is the deviation of what a device sends.
func late() graph.Deviation {
	return graph.Deviates("bitbang-i2c-data-with-the-clock", graph.Deviation{
		In:     []graph.Place{{Test: "versatile_i2c-tests/lines", Step: "data before the pulse"}},
		Does:   "The device pulls SDA low when SCL rises, not before.",
		Says:   "SDA is stable while SCL is high: it changes only while SCL is low.",
		Clause: graph.NewClause("UM10204, section 3.1.3 \"Data validity\""),
	})
}

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("versatile-i2c-migration", graph.Deviation{
		In:     []graph.Place{{Test: "versatile_i2c-tests/migrate"}},
		Does:   "A migration succeeds and leaves the lines as after a reset: the bits and the message are lost.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
