package sdhci

import "github.com/qgraph/qgraph/graph"

// spec is the specification that QEMU's controllers deviate from.
const spec = "SD Host Controller Simplified Specification 3.00, "

// deviations are those of QEMU's SD host controllers from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("sdhci-auto-cmd-status-writable", graph.Deviation{
			In:     []graph.Place{{Test: "sdhci-tests/registers", Step: "read-only registers / Auto CMD Error Status"}},
			Does:   "Auto CMD Error Status keeps the bits that are written to it.",
			Says:   "Auto CMD Error Status is read-only.",
			Clause: graph.NewClause(spec + "section 2.2.23 \"Auto CMD Error Status Register\""),
		}),
		graph.Deviates("sdhci-sdma-boundary", graph.Deviation{
			In:     []graph.Place{{Test: "sdhci-tests/card", Step: "SDMA across a boundary"}},
			Does:   "SDMA stops at a boundary with a DMA interrupt, and does not continue once the next address is written.",
			Says:   "The controller continues with the transfer when the driver has written the next address.",
			Clause: graph.NewClause(spec + "section 2.2.1 \"SDMA System Address / Argument 2 Register\""),
		}),
	}
}
