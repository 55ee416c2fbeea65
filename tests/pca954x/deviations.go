package pca954x

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// deviations are those of QEMU's switches from their data sheets.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pca954x-one-device-of-an-address", graph.Deviation{
			In:     []graph.Place{{Step: "one address behind several channels / written at once"}},
			Does:   "A write reaches the device with its address behind one of the connected channels, and no other.",
			Says:   "Connected channels are one bus, and all devices with the address take the write.",
			Clause: graph.NewClause("PCA9548A data sheet, Rev. 5.1, section 6.2.1 \"Control register definition\""),
		}),
		graph.Deviates("pca954x-several-bytes", graph.Deviation{
			In:     []graph.Place{{Step: "several bytes"}},
			Does:   "A message of several bytes changes nothing.",
			Says:   "The last byte of a message is kept.",
			Clause: graph.NewClause("PCA9548A data sheet, Rev. 5.1, section 6.2 \"Control register\""),
		}),
	}
}

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("pca954x-migration", graph.Deviation{
		In:     []graph.Place{{Test: "pca9546-tests/migrate"}, {Test: "pca9548-tests/migrate"}},
		Does:   "A migration succeeds and separates all channels.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
