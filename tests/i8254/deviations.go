package i8254

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pit-inverted-pulses", graph.Deviation{
			In: []graph.Place{
				{Test: "isa-pit-tests/modes", Step: "counter 0 / OUT of mode 2"}, {Test: "isa-pit-tests/modes", Step: "counter 1 / OUT of mode 2"},
				{Test: "isa-pit-tests/modes", Step: "counter 0 / OUT of mode 4"}, {Test: "isa-pit-tests/modes", Step: "counter 1 / OUT of mode 4"},
				{Test: "isa-pit-tests/speaker", Step: "mode 5"},
				{Test: "isa-pit-tests/speaker", Step: "gate of mode 2"},
			},
			Does:   "In modes 2, 4 and 5 OUT is high for one tick of the clock, and low for the rest of the count.",
			Says:   "OUT is high, and low for one tick of the clock.",
			Clause: graph.NewClause("8254, 231164-005, sections \"Mode 2: Rate Generator\", \"Mode 4: Software Triggered Strobe\" and \"Mode 5: Hardware Triggered Strobe\""),
		}),
		graph.Deviates("pit-binary-bcd", graph.Deviation{
			In: []graph.Place{
				{Test: "isa-pit-tests/modes", Step: "counter 0 / BCD"}, {Test: "isa-pit-tests/modes", Step: "counter 1 / BCD"},
			},
			Does:   "A counter that is to count in BCD counts in binary.",
			Says:   "With BCD in the control word the counter is one of four decimal digits.",
			Clause: graph.NewClause("8254, 231164-005, figure \"Control Word Format\", BCD"),
		}),
		graph.Deviates("pit-no-null-count", graph.Deviation{
			In:     []graph.Place{{Test: "isa-pit-tests/registers", Step: "null count"}},
			Does:   "NULL COUNT is 0 although the count that was programmed is not in the counter.",
			Says:   "A write of the control word or of the count sets NULL COUNT until the count is in the counter.",
			Clause: graph.NewClause("8254, 231164-005, section \"Read-Back Command\", figure \"Null Count Operation\""),
		}),
		graph.Deviates("pit-ignores-low-gate", graph.Deviation{
			In: []graph.Place{
				{Test: "isa-pit-tests/speaker", Step: "gate of mode 0"}, {Test: "isa-pit-tests/speaker", Step: "gate of mode 4"},
				{Test: "isa-pit-tests/speaker", Step: "gate of mode 3"},
			},
			Does:   "A counter goes on while GATE is low.",
			Says:   "A low GATE disables counting; in modes 2 and 3 it also sets OUT.",
			Clause: graph.NewClause("8254, 231164-005, table \"Gate Pin Operations Summary\""),
		}),
	}
}
