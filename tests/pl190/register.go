package pl190

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/interrupt/pl190"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "pl190-tests/interrupts", pl190.Driver, interrupts, graph.SlowBeside("arm/versatileab"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "PrimeCell Vectored Interrupt Controller (PL190), ARM DDI 0181E, "
	in := func(step string) []graph.Place { return []graph.Place{{Test: "pl190-tests/interrupts", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("pl190-fiq-not-masked", graph.Deviation{
			In:     in("FIQ disabled"),
			Does:   "An active source that VICINTSELECT makes an FIQ interrupts, also while it is disabled.",
			Says:   "VICFIQSTATUS has the sources after masking by VICINTENABLE and VICINTSELECT.",
			Clause: graph.NewClause(manual + "section 3.3.2 \"FIQ Status Register\""),
		}),
		graph.Deviates("pl190-kept-over-reset", graph.Deviation{
			In:     in("reset"),
			Does:   "A reset of the machine leaves the registers as they are, and both outputs raised.",
			Says:   "The registers of the sources and VICPROTECTION are 0 after a reset.",
			Clause: graph.NewClause(manual + "table 3-1 \"VIC register summary\""),
		}),
	}
}
