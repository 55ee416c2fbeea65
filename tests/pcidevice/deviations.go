package pcidevice

import "github.com/qgraph/qgraph/graph"

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
			Says:   "The state of a device is a part of the migration's stream, unless the device prevents the migration.",
			Clause: graph.NewClause("QEMU 11.1, docs/devel/migration/main.rst, \"Saving the state of one device\""),
		}),
	}
}
