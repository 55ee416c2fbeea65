package edu

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// shortBuffer is the deviation of transfers up to the end of the buffer.
func shortBuffer() graph.Deviation {
	return graph.Deviates("edu-transfer-to-the-end", graph.Deviation{
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Ends:   graph.Crashes,
		Does:   "QEMU aborts at a transfer that reaches the last byte of the buffer.",
		Says:   "The buffer has 4096 bytes, all of which can be transferred.",
		Clause: graph.NewClause("QEMU 11.1, docs/specs/edu.rst, \"DMA controller\""),
	})
}

// unmigrated is the deviation of migration.
func unmigrated() graph.Deviation {
	return graph.Deviates("edu-migration", graph.Deviation{
		In: []graph.Place{
			{Test: "edu-tests/migrate", Step: "registers"},
			{Test: "edu-tests/migrate", Step: "cause"}, {Test: "edu-tests/migrate", Step: "transfer"},
		},
		Does:   "A migration succeeds and leaves the device as after a reset: registers, causes and the transfer are lost.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
