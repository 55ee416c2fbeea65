package bcm2835spi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/bcm2835spi"
)

// node is the name of the test.
const node = "bcm2835-spi-tests/registers"

// Register adds the test.
func Register(g *graph.Graph) {
	with := graph.After(graph.Option{Flag: "-device", Type: chip, Props: []graph.Prop{graph.P("bus", bcm2835spi.Bus)}})
	graph.Test(g, node, bcm2835spi.Driver, registers, with, graph.Known(deviations()...))
}

// deviations are those of the master.
func deviations() []graph.Deviation {
	const fields = `BCM2835 ARM Peripherals, section 10.5 "SPI Register Map", CS, `
	in := func(step string) []graph.Place { return []graph.Place{{Test: node, Step: step}} }
	return []graph.Deviation{
		graph.Deviates("bcm2835-spi-clear-reads-back", graph.Deviation{
			In:     in("CLEAR read"),
			Does:   "CLEAR reads as it was written.",
			Says:   "CLEAR is one-shot: its bits read back as 0.",
			Clause: graph.NewClause(fields + "CLEAR"),
		}),
		graph.Deviates("bcm2835-spi-no-select-lines", graph.Deviation{
			In:     in("select lines"),
			Does:   "The master drives no select line: a chip remains selected, or not, as it is.",
			Says:   "CS is the number of the chip that is selected while TA is set.",
			Clause: graph.NewClause(fields + "TA and CS"),
		}),
		graph.Deviates("bcm2835-spi-line-over-reset", graph.Deviation{
			In:     in("line after a reset"),
			Does:   "A reset of the machine clears INTD and INTR, and leaves the interrupt line raised.",
			Says:   "DONE interrupts if INTD is set, and RXR if INTR is set; both are 0 after a reset.",
			Clause: graph.NewClause(fields + "INTD and INTR"),
		}),
	}
}
