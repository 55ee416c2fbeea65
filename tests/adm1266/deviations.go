package adm1266

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's adm1266 from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("adm1266-no-packet-error-checking", graph.Deviation{
			In:     []graph.Place{{Test: "adm1266-tests/test_defaults", Step: "packet error checking"}},
			Does:   "CAPABILITY is without packet error checking.",
			Says:   "The device supports packet error checking.",
			Clause: graph.NewClause("ADM1266 datasheet, CAPABILITY"),
		}),
		graph.Deviates("pmbus-rest-of-block", graph.Deviation{
			In:     []graph.Place{{Test: "adm1266-tests/test_defaults", Step: "block read that ends after its count"}},
			QEMU:   []graph.VersionRange{{Until: "11.1"}},
			Does:   "After a block read that ends early the next read begins with the rest of the block.",
			Says:   "A device resets its bus logic with each START condition, wherever it comes.",
			Clause: graph.NewClause("UM10204, section 3.1.10 \"The slave address and R/W bit\", note 4"),
		}),
	}
}
