package pmbussuite

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

// NoNACK is the deviation of some of QEMU's controllers from the specification of I²C. QEMU's
// devices on PMBus complain about it: "Unexpected stop during receive".
func NoNACK() graph.Deviation {
	return graph.Deviates("omap-i2c-stop-without-nack", graph.Deviation{
		On: []string{"omap_i2c", "allwinner.i2c", "allwinner.i2c-sun6i", "npcm7xx-smbus", "exynos4210.i2c"}, Complains: "smbus: error: Unexpected stop during receive",
		Does:   "The controller ends each read by STOP without a NACK before it, also where software asks for one.",
		Says:   "A controller that receives signals the end of the transfer to the target by a NACK after the last byte.",
		Clause: graph.NewClause("I2C-bus specification and user manual, UM10204, section 3.1.6 \"Acknowledge (ACK) and Not Acknowledge (NACK)\""),
	})
}

// KeptFaults is the deviation of all of QEMU's devices on PMBus.
func KeptFaults() graph.Deviation {
	const limits, invalidPage = "limits", "invalid page"
	return graph.Deviates("pmbus-faults-not-cleared", graph.Deviation{
		In: []graph.Place{
			{Test: "adm1272-tests/test_ov_faults", Step: limits},
			{Test: "adm1272-tests/test_tx_rx", Step: invalidPage},
			{Test: "isl69260-tests/test_ov_faults", Step: limits},
			{Test: "isl69260-tests/test_pages_rw", Step: invalidPage},
			{Test: "max34451-tests/test_all_pages", Step: invalidPage},
			{Test: "max34451-tests/test_ot_faults", Step: limits},
			{Test: "max34451-tests/test_ov_faults", Step: limits},
			{Test: "raa228000-tests/test_ov_faults", Step: limits},
			{Test: "raa229004-tests/test_ov_faults", Step: limits},
			{Test: "raa229004-tests/test_pages_rw", Step: invalidPage},
		},
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Does:   "CLEAR_FAULTS leaves the bits of status registers set.",
		Says:   "CLEAR_FAULTS clears any fault bits that have been set, in all status registers.",
		Clause: graph.NewClause("PMBus 1.3 part II, section 15.1 \"CLEAR_FAULTS\""),
	})
}

const migrated = "-tests/migrate"

// LostRegisters is the deviation of devices whose registers are not migrated.
func LostRegisters() graph.Deviation {
	places := []graph.Place{{Test: "adm1266" + migrated, Step: "blocks"}}
	for _, device := range []string{"adm1266", "adm1272", "isl69260", "max34451", "raa228000", "raa229004"} {
		places = append(places, graph.Place{Test: device + migrated, Step: "registers"})
	}
	return graph.Deviates("pmbus-registers-migration", graph.Deviation{
		In:     places,
		Does:   "A migration succeeds and leaves the registers and blocks as after a reset.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}

// LostPage is the deviation of devices whose selected page is not migrated.
func LostPage() graph.Deviation {
	return graph.Deviates("islvr-page-migration", graph.Deviation{
		In:     []graph.Place{{Test: "isl69260" + migrated, Step: "page"}, {Test: "raa229004" + migrated, Step: "page"}},
		Does:   "A migration succeeds and selects page 0.",
		Says:   migratesuite.Says,
		Clause: graph.NewClause(migratesuite.Clause),
	})
}
