package xscom

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/xscom"
)

// chips is the number of chips of the machine, with a core each.
const chips = 2

// Register adds the test.
func Register(g *graph.Graph) {
	two := graph.After(graph.Option{Flag: "-smp", Type: "2", Props: []graph.Prop{graph.P("sockets", "2"), graph.P("cores", "1")}})
	graph.Test(g, "pnv-xscom-tests/registers", xscom.Driver, registers, two, graph.Known(level()), graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^XSCOM read failed", Why: "The test looks for the cores of a chip at all places that they may have.",
	}))
}

// level is the deviation of a chip's design level.
func level() graph.Deviation {
	return graph.Deviates("pnv-chip9-level", graph.Deviation{
		In:     []graph.Place{{Test: "pnv-xscom-tests/registers", Step: "design level"}},
		On:     []string{"ppc64/powernv9"},
		Does:   "The CFAM ID of a chip of the type power9_v2.2-pnv-chip is that of DD2.0.",
		Says:   "The EC level is in the CFAM ID: that of DD2.2 is 0x22.",
		Clause: graph.NewClause("skiboot, hw/xscom.c, xscom_init_chip_info"),
	})
}
