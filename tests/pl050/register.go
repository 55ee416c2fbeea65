package pl050

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/input/pl050"
	"github.com/qgraph/qgraph/tests/suite/ps2suite"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	some := graph.SlowBeside("arm/integratorcp", "arm/versatilepb")
	graph.Test(g, "pl050_keyboard-tests/keyboard", pl050.Keyboard, keyboard, graph.Known(append(deviations(), parity())...))
	graph.Test(g, "pl050_mouse-tests/mouse", pl050.Mouse, mouse, some, graph.Known(append(deviations(), ps2suite.MouseDeviations()...)...))
}

// deviations are those of the interface.
func deviations() []graph.Deviation {
	const manual = "PrimeCell PS2 Keyboard/Mouse Interface (PL050), ARM DDI 0143C, "
	return []graph.Deviation{
		graph.Deviates("pl050-lines-low", graph.Deviation{
			In:     []graph.Place{{Step: "idle lines"}},
			Does:   "KMIC and KMID are 0 while nothing is transferred.",
			Says:   "KMISTAT is 43h after a reset: KMIC and KMID are the levels of the lines, which are high.",
			Clause: graph.NewClause(manual + "table 3-1 \"PrimeCell KMI register summary\" and section 3.3.2 \"KMISTAT\""),
		}),
		graph.Deviates("pl050-disabled-sends", graph.Deviation{
			In:     []graph.Place{{Step: "disabled"}},
			Does:   "A byte that is written while KMIEN is 0 is sent, and its answer received.",
			Says:   "KMIEN enables the interface: while it is 0 the interface is disabled.",
			Clause: graph.NewClause(manual + "section 3.3.1 \"KMICR\""),
		}),
		graph.Deviates("pl050-kept-over-reset", graph.Deviation{
			In:     []graph.Place{{Step: "reset"}},
			Does:   "A reset of the machine leaves KMICR and KMICLKDIV as they are.",
			Says:   "KMICR and KMICLKDIV are 0 after a reset.",
			Clause: graph.NewClause(manual + "table 3-1 \"PrimeCell KMI register summary\""),
		}),
	}
}

// parity is the deviation of RXPARITY. The test has a step for it with the keyboard alone.
func parity() graph.Deviation {
	return graph.Deviates("pl050-even-parity", graph.Deviation{
		In:     []graph.Place{{Step: "parity"}},
		Does:   "RXPARITY is 1 after a byte with an odd number of ones.",
		Says:   "RXPARITY is the parity bit of the last byte received, and the parity is odd.",
		Clause: graph.NewClause("PrimeCell PS2 Keyboard/Mouse Interface (PL050), ARM DDI 0143C, section 3.3.2 \"KMISTAT\""),
	})
}
