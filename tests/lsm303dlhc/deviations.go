package lsm303dlhc

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's lsm303dlhc_mag from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("lsm303dlhc-no-negative-field", graph.Deviation{
			In:     []graph.Place{{Test: "lsm303dlhc_mag-tests/tx-rx", Step: "field against the axes"}},
			Does:   "The property of a component refuses negative fields.",
			Says:   "The range is symmetric, and the data registers have two's complement.",
			Clause: graph.NewClause("LSM303DLHC datasheet, section 7.2.4 \"OUT_X_H_M, OUT_X_LH_M\""),
		}),
		graph.Deviates("lsm303dlhc-temperature-bits", graph.Deviation{
			In:     []graph.Place{{Test: "lsm303dlhc_mag-tests/tx-rx", Step: "step of the temperature"}},
			Does:   "The temperature is in bits 11:0 of its register.",
			Says:   "The temperature is in bits 15:4 of its register.",
			Clause: graph.NewClause("LSM303DLHC datasheet, section 7.2.10 \"TEMP_OUT_H_M, TEMP_OUT_L_M\""),
		}),
	}
}
