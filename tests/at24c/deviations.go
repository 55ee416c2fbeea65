package at24c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// pageEnd is the deviation of writes.
func pageEnd() graph.Deviation {
	return graph.Deviates("at24c-eeprom-no-pages", graph.Deviation{
		In:     []graph.Place{{Test: "at24c-eeprom-tests/memory", Step: "over the end of a page / its begin"}},
		Does:   "A write goes on in the next page.",
		Says:   "The address rolls over to the begin of the page.",
		Clause: graph.NewClause("AT24C64D data sheet, DS20005937B, section \"Page Write\""),
	})
}

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("at24c-eeprom-migration", graph.Deviation{
		In: []graph.Place{
			{Test: "at24c-eeprom-tests/migrate", Step: "address"},
			{Test: "at24c-eeprom-tests/migrate", Step: "bytes"},
		},
		Does:   "A migration succeeds and leaves the EEPROM as after power-up: without its bytes and its address.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
