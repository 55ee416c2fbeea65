package machine

import "github.com/qgraph/qgraph/graph"

// deviations are those of a machine as a whole.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("vmport-without-processor", graph.Deviation{
			In:   []graph.Place{{Test: "machine-tests/sweep"}, {Test: "machine-tests/reset"}},
			QEMU: []graph.VersionRange{{Until: "11.1"}},
			Ends: graph.Crashes, On: []string{"x86_64/pc", "x86_64/q35", "i386/pc"},
			Does:   "An access to the ports 5658h to 565Bh (vmport) by another than a processor uses the processor that there is not.",
			Says:   "A port can be read by anyone: a processor, a debugger, or the monitor.",
			Clause: graph.NewClause("QEMU 11.1, docs/system/monitor.rst, i"),
		}),
	}
}
