package i8042

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the manual.
func deviations() []graph.Deviation {
	const manual = "IBM Personal System/2 Hardware Interface Technical Reference, section "
	return []graph.Deviation{
		graph.Deviates("i8042-command-bit-stays", graph.Deviation{
			In:     []graph.Place{{Test: "i8042-tests/controller", Step: "status / after an operand"}},
			Does:   "Bit 3 of the status is 1 after a write to the data port, too.",
			Says:   "Bit 3 tells whether the last write was one of a command, 1, or of data, 0.",
			Clause: graph.NewClause(manual + "\"Keyboard and Auxiliary Device Controller\", \"Controller Status Register\""),
		}),
		graph.Deviates("i8042-system-flag-stays", graph.Deviation{
			In:     []graph.Place{{Test: "i8042-tests/controller", Step: "status / system flag cleared"}},
			Does:   "The system flag of the status stays 1 when the bit of the command byte is written as 0.",
			Says:   "The system flag is what is written to bit 2 of the command byte.",
			Clause: graph.NewClause(manual + "\"Keyboard and Auxiliary Device Controller\", \"Controller Command Byte\""),
		}),
	}
}
