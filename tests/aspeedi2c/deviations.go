package aspeedi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// busState is the deviation of the new set's state of the bus.
func busState() graph.Deviation {
	return graph.Deviates("aspeed-i2c-state-of-new-set", graph.Deviation{
		In:     []graph.Place{{Test: "aspeed-i2c-tests/bytes", Step: "state of the bus"}},
		On:     []string{"aspeed.i2c.bus"},
		Does:   "The bits for a busy bus and for the levels of SCL and SDA are in the command register, as in the old set.",
		Says:   "They are bits 18:16 of the byte buffer's register, I2CC08.",
		Clause: graph.NewClause("AspeedTech-BMC/zephyr, drivers/i2c/i2c_aspeed.c, AST_I2CC_STS_AND_BUFF"),
	})
}

// lostSet is the deviation of migration.
func lostSet() graph.Deviation {
	return graph.Deviates("aspeed-i2c-set-after-migration", graph.Deviation{
		In:     []graph.Place{{Test: "aspeed-i2c-tests/migrate", Step: "set of registers"}},
		On:     []string{"aspeed.i2c.bus"},
		Does:   "After a migration the global control is 0: the old set of registers is in place of the new one.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
