package cs4231a

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("cs4231a-index-in-mode-1", graph.Deviation{
			In:     []graph.Place{{Test: "cs4231a-tests/registers", Step: "MODE 1"}},
			Does:   "IA4 keeps what is written in MODE 1, too.",
			Says:   "In MODE 1 the bit is reserved, and reads as zero.",
			Clause: graph.NewClause("CS4231A data sheet, \"Index Address Register (R0)\""),
		}),
		graph.Deviates("cs4231a-calibrates-always", graph.Deviation{
			In:     []graph.Place{{Test: "cs4231a-tests/registers", Step: "mode change / calibration"}},
			Does:   "ACI is set from the first change of the mode on, and stays set.",
			Says:   "ACI is set while a calibration is in progress, which leaving MCE begins if ACAL is set.",
			Clause: graph.NewClause("CS4231A data sheet, \"Error Status and Initialization (I11)\" and \"Interface Configuration (I9)\""),
		}),
		graph.Deviates("cs4231a-version-writable", graph.Deviation{
			In:     []graph.Place{{Test: "cs4231a-tests/registers", Step: "version / read-only"}},
			Does:   "I25 keeps what is written.",
			Says:   "I25 is read-only.",
			Clause: graph.NewClause("CS4231A data sheet, \"Version / Chip ID (I25)\""),
		}),
	}
}
