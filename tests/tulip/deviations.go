package tulip

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's tulip from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("tulip-broadcast-past-filter", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/tulip_large_tx", Step: "broadcast that the filter does not have"}},
			Does:   "Broadcasts are received although the setup frame does not have their address.",
			Says:   "Perfect filtering receives frames to the addresses of the setup frame.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.3.5 \"Setup Frame\""),
		}),
	}
}
