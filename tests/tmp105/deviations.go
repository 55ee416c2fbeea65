package tmp105

import "github.com/qgraph/qgraph/graph"

// lowBits is the deviation of the limits.
func lowBits() graph.Deviation {
	return graph.Deviates("tmp105-limits-keep-low-bits", graph.Deviation{
		In:     []graph.Place{{Test: "tmp105-tests/tx-rx", Step: "writable registers"}},
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Does:   "T_LOW and T_HIGH keep bits 3 to 0.",
		Says:   "Bits 3 to 0 of T_LOW and T_HIGH are 0.",
		Clause: graph.NewClause("TMP105 datasheet, section \"High- and Low-Limit Registers\""),
	})
}
