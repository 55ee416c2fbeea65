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

// deviations are those of QEMU's omap_i2c from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("omap-i2c-busy-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "omap_i2c-tests/registers", Step: "start without a stop / bus"}},
			Does:   "BB stays 1 when I2C_EN is cleared in a message without a STOP.",
			Says:   "All status bits have their default values while I2C_EN is 0.",
			Clause: graph.NewClause("SPRU681, section \"I2C Configuration Register (I2C_CON)\", I2C_EN"),
		}),
	}
}
