package cfi

import "github.com/qgraph/qgraph/graph"

// The data sheets.
const (
	s29gl = "S29GL-P MirrorBit Flash Family, Spansion S29GL-P_00 A7, "
	j3    = "3 Volt Intel StrataFlash Memory 28F128J3A, Intel 290667, "
)

// in returns steps of the commands of a kind of chip.
func in(driver string, steps ...string) []graph.Place {
	var places []graph.Place
	for _, step := range steps {
		places = append(places, graph.Place{Test: driver + "-tests/commands", Step: step})
	}
	return places
}

// deviations are those of both kinds of chip.
func deviations() []graph.Deviation { return append(amdDeviations(), intelDeviations()...) }

func amdDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pflash02-toggle-bit-2", graph.Deviation{
			In:     in("cfi.pflash02", "sector erase / DQ2 of another sector"),
			Does:   "DQ2 toggles in reads of every sector.",
			Says:   "While a sector is erased, DQ2 toggles in reads of that sector, and not of another one.",
			Clause: graph.NewClause(s29gl + "section 7.8.4 \"DQ2: Toggle Bit II\""),
		}),
		graph.Deviates("pflash02-suspended-status", graph.Deviation{
			In:     in("cfi.pflash02", "erase suspend / DQ7 of a suspended sector"),
			Does:   "DQ7 of a sector whose erase is suspended reads as 0.",
			Says:   "It reads as 1.",
			Clause: graph.NewClause(s29gl + "table 7.35 \"Write Operation Status\""),
		}),
		graph.Deviates("pflash02-swapped-array", graph.Deviation{
			In: in("cfi.pflash02", "erase suspend / array"), On: []string{"sh4eb/r2d"},
			Does:   "Words of the array are read with their bytes in another order once a reset has ended a command than before it.",
			Says:   "A word is read as it was programmed.",
			Clause: graph.NewClause(s29gl + "table 12.1 \"Memory Array Command Definitions, x16\", Read"),
		}),
	}
}

func intelDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pflash01-clear-status", graph.Deviation{
			In:     in("cfi.pflash01", "status / cleared"),
			Does:   "Clear Status Register clears SR.7, too: the status register is 0 until the next operation.",
			Says:   "It clears the errors, SR.1 and SR.3 to SR.5. SR.7 is 1 while the write state machine is ready.",
			Clause: graph.NewClause(j3 + "section 4.5 \"Clear Status Register Command\""),
		}),
		graph.Deviates("pflash01-sets-bits", graph.Deviation{
			In:     in("cfi.pflash01", "program / a word that was not erased", "write buffer / words that were not erased"),
			Does:   "A programmed word has the bits that are written, also those that were 0 before.",
			Says:   "Programming changes bits from 1 to 0; an erase alone changes them to 1.",
			Clause: graph.NewClause(j3 + "section 4.9 \"Byte/Word Program Commands\""),
		}),
		graph.Deviates("pflash01-erase-unconfirmed", graph.Deviation{
			In:     in("cfi.pflash01", "invalid sequence / erase / status", "invalid sequence / erase / contents"),
			Does:   "The first cycle of Block Erase erases the block. A second cycle that is not the confirmation sets no error.",
			Says:   "The erase begins with the confirmation; another command sets SR.4 and SR.5, and nothing is erased.",
			Clause: graph.NewClause(j3 + "section 4.6 \"Block Erase Command\""),
		}),
		graph.Deviates("pflash01-buffer-unconfirmed", graph.Deviation{
			In:     in("cfi.pflash01", "invalid sequence / buffer / status"),
			Does:   "A write to the buffer that ends with another command than the confirmation sets no error, or SR.4 alone.",
			Says:   "It sets SR.4 and SR.5.",
			Clause: graph.NewClause(j3 + "section 4.8 \"Write to Buffer Command\""),
		}),
		graph.Deviates("pflash01-buffer-of-one", graph.Deviation{
			In:     in("cfi.pflash01", "write buffer / one word"),
			Does:   "A write to the buffer of one word, with a count of 0, takes the confirmation for a further word, programs nothing and sets SR.4.",
			Says:   "The count is the number of words less one.",
			Clause: graph.NewClause(j3 + "section 4.8 \"Write to Buffer Command\""),
		}),
		graph.Deviates("pflash01-no-locks", graph.Deviation{
			In:     in("cfi.pflash01", "lock bits / lock bit", "lock bits / locked block"),
			Does:   "The lock bit of a block cannot be set, though its command reports success: a locked block is programmed.",
			Says:   "Set Block Lock-Bit sets it. Programming a locked block sets SR.1 and SR.4 and changes nothing.",
			Clause: graph.NewClause(j3 + "section 4.9 \"Byte/Word Program Commands\""),
		}),
		graph.Deviates("pflash01-suspend", graph.Deviation{
			In:     in("cfi.pflash01", "suspend / status"),
			Does:   "After Block Erase Suspend the chip shows its array.",
			Says:   "It shows the status register, also if the erase is over already.",
			Clause: graph.NewClause(j3 + "section 4.7 \"Block Erase Suspend Command\""),
		}),
	}
}
