package ipoctal

import "github.com/qgraph/qgraph/graph"

// fullUnseen is the deviation of full FIFOs.
func fullUnseen() graph.Deviation {
	return graph.Deviates("ipoctal-fifo-full", graph.Deviation{
		In:     []graph.Place{{Step: "full FIFO"}},
		Does:   "The status of a channel whose receive FIFO is full has FFULL clear.",
		Says:   "FFULL is set when a character makes the receive FIFO full.",
		Clause: graph.NewClause("SCC2698B, \"Status Register\", SR[1] \"FIFO Full (FFULL)\""),
	})
}
