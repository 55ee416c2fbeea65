package uart

import "github.com/qgraph/qgraph/graph"

// deviations are those of serial ports.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("16550-modem-control-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "uart-tests/registers", Step: "MCR after a reset"}},
			On:     []string{"serial-mm", "isa-serial"},
			Does:   "OUT2 is set in the modem control register after a reset.",
			Says:   "A reset clears all bits of the modem control register.",
			Clause: graph.NewClause("TL16C550C, TI SLLS177I, table \"ACE Reset Functions\""),
		}),
	}
}
