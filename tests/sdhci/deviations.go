package sdhci

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/tests/suite/migratesuite"
)

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
		graph.Deviates("sdhci-address-starts-sdma", graph.Deviation{
			In: []graph.Place{
				{Test: "sdhci-tests/card", Step: "card of 4 MiB / SDMA address alone"},
				{Test: "sdhci-tests/card", Step: "card of 4 GiB / SDMA address alone"},
			},
			Does:   "A write to SDMA System Address moves a block, without a command.",
			Says:   "A command starts the transfer. A write to the register goes on with one that waits at a boundary, and with no other.",
			Clause: graph.NewClause(spec + "section 2.2.1 \"SDMA System Address / Argument 2 Register\""),
		}),
		graph.Deviates("sdhci-pci-migration", graph.Deviation{
			In:     []graph.Place{{Test: "sdhci-tests/migrate", Step: "registers"}, {Test: "sdhci-tests/migrate", Step: "interrupts"}},
			On:     []string{"sdhci-pci"},
			Does:   "A migration succeeds and leaves the controller as after a reset.",
			Says:   migratesuite.Says,
			Clause: graph.NewClause(migratesuite.Clause),
		}),
		graph.Deviates("usdhc-line-levels", graph.Deviation{
			In:     []graph.Place{{Test: "sdhci-tests/registers", Step: "levels of lines in the uSDHC"}},
			On:     append(uSDHCs(), eSDHCs()...),
			Does:   "PRES_STATE has the levels of the lines in the bits of the standard.",
			Says:   "CLSL is bit 23, and DLSL are bits 31:24.",
			Clause: graph.NewClause("IMX6DQRM, chapter 67 \"Ultra Secured Digital Host Controller (uSDHC)\", PRES_STATE"),
		}),
		graph.Deviates("usdhc-reserved-bits", graph.Deviation{
			In:     []graph.Place{{Test: "sdhci-tests/registers", Step: "reserved bits in the uSDHC"}},
			On:     uSDHCs(),
			Does:   "SYS_CTRL's bits 3:0 are zero after a reset.",
			Says:   "SYS_CTRL's bits 3:0 are reserved and read as ones.",
			Clause: graph.NewClause("IMX6DQRM, chapter 67 \"Ultra Secured Digital Host Controller (uSDHC)\", SYS_CTRL"),
		}),
	}
}

// uSDHCs are the machines with a uSDHC.
func uSDHCs() []string {
	return []string{"aarch64/imx8mm-evk", "aarch64/imx8mp-evk", "arm/mcimx6ul-evk", "arm/mcimx7d-sabre", "arm/sabrelite"}
}

// eSDHCs are the machines with an eSDHC.
func eSDHCs() []string { return []string{"arm/imx25-pdk", "ppc/ppce500", "ppc64/ppce500"} }

// earlyRead declares what QEMU logs because of sdhci-address-starts-sdma: a guest error
// ahead of each transfer by SDMA.
func earlyRead() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^sd_read_data: not in Sending-Data state$",
		Why: "QEMU begins to read at the write of the address: the deviation sdhci-address-starts-sdma.",
	})
}
