package tco

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	const sheet = "Intel I/O Controller Hub 9 Family Datasheet, 316972-004, "
	return []graph.Deviation{
		graph.Deviates("tco-lock-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "tco-tests/control_bits", Step: "reset"}},
			Does:   "A reset of the machine leaves TCO_LOCK set.",
			Says:   "TCO_LOCK is cleared by a core-well reset alone, which a reset of the platform is.",
			Clause: graph.NewClause(sheet + "section 13.9.5 \"TCO1_CNT—TCO1 Control Register\", TCO_LOCK"),
		}),
		graph.Deviates("tco-status-cleared-by-any-write", graph.Deviation{
			In: []graph.Place{
				{Test: "tco-tests/status_bits", Step: "one write, 0x0"},
				{Test: "tco-tests/status_bits", Step: "one write, TCO_INT_STS"},
				{Test: "tco-tests/status_bits", Step: "one write, SW_TCO_SMI"},
			},
			Does:   "Any write to TCO1_STS clears its flags.",
			Says:   "A flag is cleared by a 1 in its place.",
			Clause: graph.NewClause(sheet + "section 13.9.3 \"TCO1_STS—TCO1 Status Register\""),
		}),
		graph.Deviates("tco-second-status-cleared-by-any-write", graph.Deviation{
			In: []graph.Place{
				{Test: "tco-tests/timeout", Step: "one write of TCO2_STS, 0x0"},
				{Test: "tco-tests/timeout", Step: "one write of TCO2_STS, SECOND_TO_STS"},
			},
			Does:   "Any write to TCO2_STS clears its flags.",
			Says:   "A flag is cleared by a 1 in its place.",
			Clause: graph.NewClause(sheet + "section 13.9.4 \"TCO2_STS—TCO2 Status Register\""),
		}),
		graph.Deviates("tco-halt-reloads", graph.Deviation{
			In:     []graph.Place{{Test: "tco-tests/ticks_counter", Step: "count of a halted timer"}},
			Does:   "A timer that is halted has its initial value as its count, and begins with it.",
			Says:   "A halted timer does not count, and a write of TCO_RLD alone reloads it.",
			Clause: graph.NewClause(sheet + "sections 13.9.1 \"TCO_RLD—TCO Timer Reload and Current Value Register\" and 13.9.5 \"TCO1_CNT\", TCO_TMR_HLT"),
		}),
		graph.Deviates("tco-timer-bits", graph.Deviation{
			In:     []graph.Place{{Test: "tco-tests/max_timeout", Step: "bits"}},
			Does:   "Bits 15 to 10 of TCO_TMR keep what is written.",
			Says:   "The bits are reserved, and the initial value has 10 bits.",
			Clause: graph.NewClause(sheet + "section 13.9.11 \"TCO_TMR—TCO Timer Initial Value Register\""),
		}),
	}
}
