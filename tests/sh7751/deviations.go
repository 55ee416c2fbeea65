package sh7751

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/clock/tmu"
)

// fifoDeviations are those of the serial port.
func fifoDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("scif-flag-cleared-early", graph.Deviation{
			In:     []graph.Place{{Test: "scif-tests/fifo", Step: "flag"}},
			Does:   "A 0 written to RDF clears it while the FIFO has as many characters as the trigger says, and it stays clear until one more comes.",
			Says:   "RDF is cleared by a 0 when so many characters were read that there are fewer than the trigger says.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 16.2.7 \"Serial Status Register (SCFSR2)\""),
		}),
		graph.Deviates("scif-overrun", graph.Deviation{
			In:     []graph.Place{{Test: "scif-tests/fifo", Step: "overrun"}},
			Does:   "A character that comes to a full FIFO takes the place of the oldest one, the count goes on to 17 and more, and ORER stays clear.",
			Says:   "With 16 characters in the FIFO the next one is lost, and ORER is set.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 16.2.12 \"Line Status Register (SCLSR2)\""),
		}),
	}
}

// counterDeviations are those of the timers.
func counterDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("sh-tmu-after-reset", graph.Deviation{
			In:     each("after a reset"),
			Does:   "After a reset TCOR is DEADBEEFh and TCNT is 0.",
			Says:   "After a reset TCOR and TCNT are FFFFFFFFh.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 12.2 \"Register Descriptions\""),
		}),
		graph.Deviates("sh-tmu-flag-masked", graph.Deviation{
			In:     each("flag without an interrupt"),
			Does:   "UNF does not tell of an underflow while UNIE is clear.",
			Says:   "UNF is set when TCNT underflows; UNIE enables the interrupt that it requests.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 12.2.6 \"Timer Control Registers (TCR)\""),
		}),
		graph.Deviates("sh-tmu-period", graph.Deviation{
			In:     each("period"),
			Does:   "The counter starts again from TCOR when it comes to 0: a period is TCOR counts.",
			Says:   "The counter starts again when it goes below 0: a period is TCOR + 1 counts.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 12.3.1 \"Counter Operation\""),
		}),
	}
}

// each returns a step of every channel.
func each(step string) []graph.Place {
	var places []graph.Place
	for n := range tmu.Channels {
		places = append(places, graph.Place{Test: "tmu-tests/counters", Step: fmt.Sprintf("channel %d / %s", n, step)})
	}
	return places
}
