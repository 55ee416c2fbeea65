package cmsdktimer

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/cmsdktimer"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, stepped := graph.SlowBeside("arm/mps2-an385", "arm/mps3-an536"), graph.Requires(graph.SteppedClock)
	graph.Test(g, "cmsdk-apb-timer-tests/timer", cmsdktimer.Driver, timer, some, stepped)
	graph.Test(g, "cmsdk-apb-watchdog-tests/watchdog", cmsdktimer.WatchdogDriver, watchdog, some, stepped)
	graph.Test(g, "cmsdk-apb-watchdog-tests/reset", cmsdktimer.WatchdogDriver, reset, some, stepped, graph.Known(line()))
	graph.Test(g, "luminary-watchdog-tests/watchdog", cmsdktimer.LuminaryDriver, luminary, graph.SlowBeside("arm/lm3s6965evb"), stepped)
}

// line is the deviation of the interrupt over a reset.
func line() graph.Deviation {
	return graph.Deviates("cmsdk-watchdog-line-over-reset", graph.Deviation{
		In:     []graph.Place{{Test: "cmsdk-apb-watchdog-tests/reset", Step: "line after a reset"}},
		Does:   "A reset of the machine clears the pending interrupt, and leaves its line raised.",
		Says:   "The interrupt is asserted while WDOGMIS is 1.",
		Clause: graph.NewClause("Cortex-M System Design Kit, ARM DDI 0479C, section \"APB watchdog\""),
	})
}
