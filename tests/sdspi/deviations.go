package sdspi

import "github.com/qgraph/qgraph/graph"

// deviations are those of the card in SPI mode.
func deviations() []graph.Deviation {
	const physical = "SD Specifications, Part 1, Physical Layer Simplified Specification, Version 3.01, "
	steps := func(name string) []graph.Place {
		const test = "ssi-sd-tests/card"
		return []graph.Place{{Test: test, Step: "card of 4 MiB / " + name}, {Test: test, Step: "card of 4 GiB / " + name}}
	}
	return []graph.Deviation{
		graph.Deviates("ssi-sd-csd", graph.Deviation{
			In:     steps("registers / R1"),
			Does:   "The R1 of CMD9 has ILLEGAL_COMMAND, and the CSD follows.",
			Says:   "CMD9 is answered with an R1 without an error.",
			Clause: graph.NewClause(physical + `section 7.2.5 "Reading CID and CSD"`),
		}),
		graph.Deviates("ssi-sd-out-of-range", graph.Deviation{
			In:     steps("blocks / beyond the end"),
			Does:   "The card reports the address of a block behind its last one as ADDRESS_ERROR.",
			Says:   "It is PARAMETER_ERROR. ADDRESS_ERROR is for a misaligned address.",
			Clause: graph.NewClause(physical + `section 7.3.2.1 "Format R1"`),
		}),
		graph.Deviates("ssi-sd-illegal-command", graph.Deviation{
			In:     steps("illegal command"),
			Does:   "CMD2, which SPI mode does not have, is answered without an error.",
			Says:   "An illegal command is answered with ILLEGAL_COMMAND.",
			Clause: graph.NewClause(physical + `section 7.3.2.1 "Format R1"`),
		}),
	}
}
