package twi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/twi"
)

// target is the address of a device that acknowledges, absent that of none.
const (
	target = 0x49
	absent = 0x2a
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c"), graph.P("address", "0x49")},
	})
	some, known := graph.SlowBeside("arm/orangepi-pc", "arm/cubieboard"), graph.Known(deviations()...)
	graph.Test(g, "allwinner.i2c-tests/registers", twi.A10, registers, sensor, some, known)
	graph.Test(g, "allwinner.i2c-sun6i-tests/registers", twi.A31, registers, sensor, some, known)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "Allwinner H3 Datasheet V1.2, section 8.2.6 \"TWI Controller Register Description\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "allwinner.i2c-tests/registers", Step: step}, {Test: "allwinner.i2c-sun6i-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("allwinner-i2c-read-not-acknowledged", graph.Deviation{
			In:     in("no acknowledge for reading"),
			Does:   "The status after an address for reading that nobody acknowledges is 20h, that of one for writing.",
			Says:   "The status is 48h: address and read bit transmitted, ACK not received.",
			Clause: graph.NewClause(manual + "TWI_STAT"),
		}),
		graph.Deviates("allwinner-i2c-line-over-reset", graph.Deviation{
			In:     in("line after a reset"),
			Does:   "A reset of the machine clears a pending interrupt, and leaves its line raised.",
			Says:   "The interrupt line is asserted while INT_FLAG and INT_EN are 1.",
			Clause: graph.NewClause(manual + "TWI_CNTR"),
		}),
		graph.Deviates("allwinner-i2c-software-reset", graph.Deviation{
			In:     in("software reset"),
			Does:   "A 1 in TWI_SRST stays, and leaves the interrupt flag and the status as they are.",
			Says:   "A 1 resets the controller, and reads as 0 when the reset is complete.",
			Clause: graph.NewClause(manual + "TWI_SRST"),
		}),
	}
}
