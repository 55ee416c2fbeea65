package watchdog

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's timers from their specifications.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("i6300esb-config-width", graph.Deviation{
			In: []graph.Place{
				{Test: "watchdog-tests/none"}, {Test: "watchdog-tests/pause"}, {Test: "watchdog-tests/reset"}, {Test: "watchdog-tests/shutdown"},
			},
			On:     []string{"mips/malta"}, // accesses configuration space in words alone
			Except: []string{"ib700"},
			Does:   "The timer ignores writes of 32 bits to configuration space that cover its registers.",
			Says:   "A device takes any number of bytes of a configuration access.",
			Clause: graph.NewClause("PCI Local Bus 3.0, section 3.2.2.3 \"Configuration Space Decoding\""),
		}),
	}
}
