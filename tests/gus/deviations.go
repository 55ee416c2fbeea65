package gus

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the toolkit.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("gus-timers-by-output", graph.Deviation{
			In:     []graph.Place{{Test: "gus-tests/timers", Step: "timer 1 / time"}, {Test: "gus-tests/timers", Step: "timer 2 / time"}},
			Does:   "The timers go on with the blocks of samples that the host takes, some milliseconds too early or too late.",
			Says:   "Timer 1 takes 80 µs for each step below 256, timer 2 takes 320 µs.",
			Clause: graph.NewClause("UltraSound Lowlevel ToolKit 2.22, section 2.6.1, registers 46h and 47h"),
		}),
	}
}
