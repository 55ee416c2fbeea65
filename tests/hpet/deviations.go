package hpet

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("hpet-periodic-twice", graph.Deviation{
			In: []graph.Place{{Test: "hpet-tests/timer-0", Step: "periodic"}, {Test: "hpet-tests/timer-1", Step: "periodic"}},
			Does: "A periodic timer that expires at the very tick of its comparator interrupts, leaves the comparator as it is, " +
				"and interrupts a second time before the period is over.",
			Says:   "The timer interrupts once in each period, and the comparator then has the end of the next one.",
			Clause: graph.NewClause("IA-PC HPET Specification 1.0a, section 2.3.9.2.2 \"Periodic Mode\""),
		}),
	}
}
