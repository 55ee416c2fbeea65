package fdc

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("fdc-format-without-data", graph.Deviation{
			In:     []graph.Place{{Test: "fdc-tests/format", Step: "data"}},
			Does:   "A track that is formatted does not have the byte that the command gives in its sectors.",
			Says:   "The data field of each sector is filled with the data byte of the command.",
			Clause: graph.NewClause("Intel 82078, 290468-007, section \"Format Track\""),
		}),
	}
}
