package sdcard

import "github.com/qgraph/qgraph/graph"

// deviations are those of the card.
func deviations() []graph.Deviation {
	const physical = "SD Specifications, Part 1, Physical Layer Simplified Specification, Version 3.01, "
	steps := func(names ...string) (in []graph.Place) {
		for _, name := range names {
			in = append(in, graph.Place{Test: "sd-card-tests/blocks", Step: name})
		}
		return in
	}
	return []graph.Deviation{
		graph.Deviates("sd-card-out-of-range", graph.Deviation{
			In:     steps("card of 4 MiB / beyond the end", "card of 4 GiB / beyond the end"),
			Does:   "The card reports the address of a block behind its last one as ADDRESS_ERROR.",
			Says:   "It is OUT_OF_RANGE. ADDRESS_ERROR is for a misaligned address.",
			Clause: graph.NewClause(physical + `section 4.10.1 "Card Status"`),
		}),
		graph.Deviates("sd-card-erased-bits", graph.Deviation{
			In:     steps("card of 4 MiB / erase", "card of 4 GiB / erase"),
			Does:   "Erased blocks have ones, while DATA_STAT_AFTER_ERASE is 0.",
			Says:   "DATA_STAT_AFTER_ERASE has the value of erased bits.",
			Clause: graph.NewClause(physical + `section 5.6 "SCR register"`),
		}),
		graph.Deviates("sd-card-erase-without-start", graph.Deviation{
			In:     steps("card of 4 MiB / erase out of sequence / no first block"),
			Does:   "The card takes the last block to be erased before the first one.",
			Says:   "A command out of sequence sets ERASE_SEQ_ERROR.",
			Clause: graph.NewClause(physical + `section 4.3.5 "Erase"`),
		}),
		graph.Deviates("sd-card-erase-reset", graph.Deviation{
			In:     steps("card of 4 MiB / erase out of sequence / another command"),
			Does:   "Another command in the sequence of an erasure changes nothing.",
			Says:   "Any command but CMD13 sets ERASE_RESET and ends the sequence.",
			Clause: graph.NewClause(physical + `section 4.3.5 "Erase"`),
		}),
		graph.Deviates("sd-card-order-of-groups", graph.Deviation{
			In:     steps("card of 4 MiB / write protection / groups"),
			Does:   "CMD30 sends the least significant byte first.",
			Says:   "The last bit that is sent is that of the first group.",
			Clause: graph.NewClause(physical + `section 4.7.4 "Detailed Command Description"`),
		}),
		graph.Deviates("sd-card-protection", graph.Deviation{
			In:     steps("card of 4 MiB / write protection / content"),
			Does:   "The card reports WP_VIOLATION, and writes the block of the protected group.",
			Says:   "The card does not change the data of a protected group.",
			Clause: graph.NewClause(physical + `section 4.3.6 "Write Protect Management"`),
		}),
		graph.Deviates("sd-card-password", graph.Deviation{
			In:     steps("card of 4 MiB / password"),
			Does:   "After CMD42 the card waits for 512 bytes, whatever block length CMD16 has set.",
			Says:   "CMD16 sets the length of the data structure.",
			Clause: graph.NewClause(physical + `section 4.3.7 "Card Lock/Unlock Operation"`),
		}),
	}
}
