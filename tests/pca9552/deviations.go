package pca9552

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's pca9552 from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pca9552-inputs-low", graph.Deviation{
			In:     []graph.Place{{Test: "pca9552-tests/rx-autoinc"}, {Test: "pca9552-tests/migrate"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "INPUT0 and INPUT1 hold the complement of the pins' levels.",
			Says:   "INPUT0 and INPUT1 hold the levels of the pins, which are high unless an LED is on.",
			Clause: graph.NewClause("PCA9552 datasheet, sections \"INPUT0 - Input register 0\" and \"INPUT1 - Input register 1\""),
		}),
		graph.Deviates("pca9552-no-blinking", graph.Deviation{
			In:     []graph.Place{{Test: "pca9552-tests/tx-rx", Step: "pin of a blinking LED"}},
			Does:   "The pin of a blinking LED does not change.",
			Says:   "The pin of a blinking LED is low for the share in PWM of the period in PSC.",
			Clause: graph.NewClause("PCA9552 datasheet, sections \"PSC0 - Frequency Prescaler 0\" and \"PWM0 - Pulse Width Modulation 0\""),
		}),
	}
}
