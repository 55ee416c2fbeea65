package i8237

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheets.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("i8257-mask-reads-zero", graph.Deviation{
			In: []graph.Place{
				{Test: "i8257-tests/registers", Step: "first / mask"}, {Test: "i8257-tests/registers", Step: "second / mask"},
				{Test: "i8257-tests/registers", Step: "reset"},
			},
			Does:   "The mask reads as 0, whatever it is.",
			Says:   "The mask can be read.",
			Clause: graph.NewClause("Intel 82371FB PIIX and 82371SB PIIX3, 290550-002, \"RWAMB—Read/Write All Mask Bits\""),
		}),
	}
}
