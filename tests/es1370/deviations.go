package es1370

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/sound/es1370"
)

// deviations are those of QEMU's ES1370 from the specification.
func deviations() []graph.Deviation {
	var stops []graph.Place
	for _, c := range []es1370.Channel{es1370.DAC1, es1370.DAC2, es1370.ADC} {
		for f := range es1370.Format(4) {
			stops = append(stops, graph.Place{Test: "ES1370-tests/channels", Step: c.String() + " / stop mode, " + f.String()})
		}
	}
	return []graph.Deviation{
		graph.Deviates("ES1370-no-stop-mode", graph.Deviation{
			In:     stops,
			Does:   "In stop mode the samples are lost, and the interrupt comes again and again.",
			Says:   "In stop mode a channel moves the samples of its count and stops.",
			Clause: graph.NewClause("AudioPCI 97 ES1371 specification, section 7, \"Serial Interface Control\", P1_LOOP_SEL, P2_LOOP_SEL, R1_LOOP_SEL"),
		}),
		graph.Deviates("ES1370-parts-of-registers", graph.Deviation{
			In:     []graph.Place{{Test: "ES1370-tests/registers", Step: "bytes and words"}},
			Does:   "A write of the lowest byte or word clears the rest of a register, and one of another byte or word is lost.",
			Says:   "All registers are written in byte, word or longword format.",
			Clause: graph.NewClause("AudioPCI 97 ES1371 specification, section 4.1 \"PCI Interface/LEGACY\""),
		}),
	}
}
