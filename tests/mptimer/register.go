package mptimer

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/mptimer"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some, stepped := graph.SlowBeside("arm/vexpress-a9", "arm/npcm750-evb"), graph.Requires(graph.SteppedClock)
	known := graph.Known(deviations()...)
	graph.Test(g, "arm_mptimer-tests/mptimer", mptimer.Driver, private, some, stepped, known)
	graph.Test(g, "arm.cortex-a9-global-timer-tests/timer", mptimer.GlobalDriver, global, some, stepped, known)
}

// deviations are those of the timers.
func deviations() []graph.Deviation {
	private := func(step string) []graph.Place {
		return []graph.Place{{Test: "arm_mptimer-tests/mptimer", Step: step}}
	}
	global := func(steps ...string) []graph.Place {
		var places []graph.Place
		for _, s := range steps {
			places = append(places, graph.Place{Test: "arm.cortex-a9-global-timer-tests/timer", Step: s})
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("mptimer-load-of-zero", graph.Deviation{
			In:     private("load of 0"),
			Does:   "A timer with a load of 0 and no prescaler never has an event.",
			Says:   "The period is (prescaler + 1) × (load + 1) ticks: one tick.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.1.1 "Calculating timer intervals"`),
		}),
		graph.Deviates("mptimer-enabled-later", graph.Deviation{
			In:     private("let through"),
			Does:   "An event that is pending when IRQ Enable is set does not interrupt.",
			Says:   "With IRQ Enable set, the interrupt is pending while the event flag is set.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.2.3 "Private Timer Control Register"`),
		}),
		graph.Deviates("mptimer-line-over-reset", graph.Deviation{
			In:     private("line after a reset"),
			Does:   "A reset of the machine clears a pending event, and leaves its line raised.",
			Says:   "The interrupt is pending while the event flag is set.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.2.4 "Private Timer Interrupt Status Register"`),
		}),
		graph.Deviates("mptimer-no-watchdog-mode", graph.Deviation{
			In: slices.Concat(private("watchdog mode / mode stays"), private("watchdog mode / counter protected"),
				private("watchdog mode / disabled"), private("watchdog mode / reset request")),
			On:     []string{"arm_mptimer-watchdog"},
			Does:   "Watchdog mode is a bit that is kept and does nothing: it is a timer, without a reset flag and a disable register.",
			Says:   "In watchdog mode the end of the period requests a reset and sets the reset flag; the disable register alone ends it.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.2 "Private timer and watchdog registers"`),
		}),
		graph.Deviates("a9-global-timer-late", graph.Deviation{
			In:     global("moment of the comparator"),
			Does:   "The event comes a tick after the counter has become equal to the comparator.",
			Says:   "The event comes when the counter is greater than or equal to the comparator.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.3 "About the Global Timer"`),
		}),
		graph.Deviates("a9-global-timer-stopped", graph.Deviation{
			In:     global("counter of a timer that is stopped", "counter after a reset"),
			Does:   "The counter of a timer that is not enabled reads as if it had run on, and not as it is written or reset.",
			Says:   "A timer that is not enabled does not count, and its counter is what is written to it.",
			Clause: graph.NewClause(`Cortex-A9 MPCore, ARM DDI 0407G, section 4.4.1 "Global Timer Counter Registers, 0x00 and 0x04"`),
		}),
	}
}
