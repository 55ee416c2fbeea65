package i8259

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("i8259-keeps-withdrawn-request", graph.Deviation{
			In: []graph.Place{
				{Test: "isa-i8259-tests/triggers", Step: "first / request withdrawn"},
				{Test: "isa-i8259-tests/triggers", Step: "second / request withdrawn"},
			},
			Does:   "A request by an edge remains when its input is low again before an acknowledge.",
			Says:   "The input must remain high until the acknowledge; a request that ends before is acknowledged as number 7.",
			Clause: graph.NewClause("8259A, 231468-003, section \"Edge and Level Triggered Modes\""),
		}),
		graph.Deviates("i8259-no-level-mode", graph.Deviation{
			In: []graph.Place{
				{Test: "isa-i8259-tests/triggers", Step: "first / levels of all inputs"},
				{Test: "isa-i8259-tests/triggers", Step: "second / levels of all inputs"},
			},
			QEMU:   []graph.VersionRange{{Until: "8.0"}},
			Does:   "With LTIM in ICW1 the inputs are edge triggered.",
			Says:   "With LTIM all inputs are level triggered.",
			Clause: graph.NewClause("8259A, 231468-003, section \"Initialization Command Words 1 and 2 (ICW1, ICW2)\", LTIM"),
		}),
	}
}
