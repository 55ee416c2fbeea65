package pnvspi

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pnvspi"
)

// Register adds the test of the master.
func Register(g *graph.Graph) {
	var eeproms []graph.Option
	for n := range pnvspi.EEPROMs {
		eeproms = append(eeproms, graph.Option{
			Flag: "-device", Type: "25csm04", Props: []graph.Prop{graph.P("bus", fmt.Sprintf("chip0.spi.%d", n)), graph.P("cs", "0")},
		})
	}
	graph.Test(g, "pnv-spi-seeprom-tests/sequencer", pnvspi.Driver, sequencer, graph.After(eeproms...),
		graph.Since("9.0", "chips at a chip select of one's choice"), graph.Known(deviations()...))
}

// deviations are those of the master.
func deviations() []graph.Deviation {
	in := func(steps ...string) (places []graph.Place) {
		for _, s := range steps {
			places = append(places, graph.Place{Test: "pnv-spi-seeprom-tests/sequencer", Step: s})
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("pnv-spi-words-of-four", graph.Deviation{
			In:     in("other masters"),
			Does:   "The property transfer_len of the masters 0, 1 and 3 is 4: they move four bytes as one word, which a serial EEPROM takes for one byte.",
			Says:   "Masters 0 to 3 have serial EEPROMs, whose commands are bytes.",
			Clause: graph.NewClause("hostboot, src/usr/spi/README.md"),
		}),
		graph.Deviates("pnv-spi-no-overrun", graph.Deviation{
			In:     in("TDR written twice"),
			Does:   "A write of TDR while that is full sets no flag.",
			Says:   "TDR_OVERRUN is set, which is an error.",
			Clause: graph.NewClause("Linux, drivers/spi/spi-fsi.c, SPI_FSI_STATUS_TDR_OVERRUN in SPI_FSI_STATUS_ANY_ERROR"),
		}),
		graph.Deviates("pnv-spi-no-underrun", graph.Deviation{
			In:     in("RDR read while empty"),
			Does:   "A read of RDR while that is not full sets no flag.",
			Says:   "RDR_UNDERRUN is set, which is an error.",
			Clause: graph.NewClause("Linux, drivers/spi/spi-fsi.c, SPI_FSI_STATUS_RDR_UNDERRUN in SPI_FSI_STATUS_ANY_ERROR"),
		}),
		graph.Deviates("pnv-spi-reset-keeps-data", graph.Deviation{
			In:     in("reset by the clock configuration"),
			Does:   "A reset by the clock configuration leaves TDR_FULL set, and the sequencer in its sequence.",
			Says:   "A reset clears TDR_FULL and RDR_FULL, and makes the sequencer idle: the driver reports an error if it does not.",
			Clause: graph.NewClause("Linux, drivers/spi/spi-fsi.c, fsi_spi_transfer_init"),
		}),
		graph.Deviates("pnv-spi-registers-over-reset", graph.Deviation{
			In:     in("reset"),
			Does:   "A reset of the machine leaves the configuration of the counters, the memory mapping, the sequence and RDR_FULL as they were.",
			Says:   "A reset of the machine puts each device into the state that it has when QEMU starts.",
			Clause: graph.NewClause("QEMU 11.1, docs/devel/reset.rst, \"Triggering reset\": RESET_TYPE_COLD"),
		}),
	}
}
