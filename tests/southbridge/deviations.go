package southbridge

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheets.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ich9-route-of-raised-interrupt", graph.Deviation{
			In:     []graph.Place{{Test: "ICH9-LPC-tests/interrupt-router", Step: "routed elsewhere"}},
			Does:   "An interrupt that is raised while its PIRQ# gets another route arrives only after its next change.",
			Says:   "The PIRQ# is routed to the interrupt that bits 3 to 0 specify.",
			Clause: graph.NewClause(`ICH9 datasheet, 316972-004, section "PIRQ[n]_ROUT—PIRQ[E,F,G,H] Routing Control Register"`),
		}),
	}
}
