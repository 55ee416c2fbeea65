package parallel

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the documents.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("isa-parallel-interrupt-when-disabled", graph.Deviation{
			In:     []graph.Place{{Test: "isa-parallel-tests/printer", Step: "interrupt / disabled again"}},
			Does:   "The write of the control register that disables the interrupt raises it, though there is nothing to acknowledge.",
			Says:   "The interrupt comes when -ACK changes from true to false, if it is enabled.",
			Clause: graph.NewClause("IBM RT Hardware Technical Reference, volume I, \"Serial/Parallel Adapter\", \"Printer Controls\", +IRQ Enable"),
		}),
	}
}
