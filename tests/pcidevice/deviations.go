package pcidevice

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// deviations are those of QEMU's PCI devices from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("edu-configuration-migration", graph.Deviation{
			In: []graph.Place{
				{Test: "pci-device-tests/migrate", Step: "configuration space"},
				{Test: "pci-device-tests/migrate", Step: "base address registers"},
			},
			On:     []string{"edu"},
			Does:   "A migration succeeds and leaves configuration space as after a reset.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
	}
}
