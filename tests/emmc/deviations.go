package emmc

import "github.com/qgraph/qgraph/graph"

// deviations are those of the device.
func deviations() []graph.Deviation {
	const standard = "JEDEC Standard No. 84-B51, "
	steps := func(names ...string) (in []graph.Place) {
		for _, name := range names {
			in = append(in, graph.Place{Step: name})
		}
		return in
	}
	return []graph.Deviation{
		graph.Deviates("emmc-out-of-range", graph.Deviation{
			In:     steps("user area / beyond the end"),
			Does:   "The device reports the address of a sector behind its last one as ADDRESS_MISALIGN.",
			Says:   "It is ADDRESS_OUT_OF_RANGE.",
			Clause: graph.NewClause(standard + `section 6.13 "Device status"`),
		}),
		graph.Deviates("emmc-boot-partition-end", graph.Deviation{
			In:     steps("boot partition 1 / beyond the end", "boot partition 2 / beyond the end"),
			Does:   "The device reads on behind the end of a boot partition, from the partition after it.",
			Says:   "An address behind the end of the partition is ADDRESS_OUT_OF_RANGE.",
			Clause: graph.NewClause(standard + `section 6.3.6 "Access to boot partition"`),
		}),
		graph.Deviates("emmc-erased-bits", graph.Deviation{
			In:     steps("erase / content"),
			Does:   "Erased sectors have ones, while ERASED_MEM_CONT is 0.",
			Says:   "ERASED_MEM_CONT has the value of erased bits.",
			Clause: graph.NewClause(standard + `section 7.4 "Extended CSD register", ERASED_MEM_CONT`),
		}),
		graph.Deviates("emmc-erase-group", graph.Deviation{
			In:     steps("erase / whole group"),
			Does:   "The device erases the sectors at the addresses that it is given.",
			Says:   "It erases whole groups, and ignores the address bits below the size of a group.",
			Clause: graph.NewClause(standard + `section 6.6.12 "Erase"`),
		}),
		graph.Deviates("emmc-switch-error", graph.Deviation{
			In:     steps("read-only byte / status"),
			Does:   "SWITCH_ERROR stays set until a reset.",
			Says:   "It is about the previous command, and the next valid one clears it.",
			Clause: graph.NewClause(standard + `section 6.13 "Device status"`),
		}),
	}
}
