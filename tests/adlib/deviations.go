package adlib

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the manual.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("adlib-timers-take-no-time", graph.Deviation{
			In:     []graph.Place{{Test: "adlib-tests/timers", Step: "timer 1 / time"}, {Test: "adlib-tests/timers", Step: "timer 2 / time"}},
			Does:   "A timer expires in the moment in which it is started.",
			Says:   "Timer 1 takes 80 µs for each step below 256, timer 2 takes 320 µs.",
			Clause: graph.NewClause("YM3812 Application Manual, \"Timer 1\" and \"Timer 2\""),
		}),
	}
}
