package stellarisi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/stellarisi2c"
)

// target is the address of a sensor, absent that of no device.
const (
	target = 0x49
	absent = 0x33
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c"), graph.P("address", "0x49")},
	})
	graph.Test(g, "stellaris-i2c-tests/registers", stellarisi2c.Driver, registers, sensor,
		graph.SlowBeside("arm/lm3s6965evb"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "LM3S6965 Microcontroller Data Sheet, chapter \"Inter-Integrated Circuit (I2C) Interface\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "stellaris-i2c-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("stellaris-i2c-address-not-acknowledged", graph.Deviation{
			In:     in("no acknowledge"),
			Does:   "After an address that nobody acknowledges ARBLST is set, and ADRACK is not.",
			Says:   "ADRACK is set if the transmitted address was not acknowledged, ARBLST if another master has the bus.",
			Clause: graph.NewClause(manual + "\"I2C Master Control/Status (I2CMCS)\""),
		}),
		graph.Deviates("stellaris-i2c-repeated-start", graph.Deviation{
			In:     in("repeated START"),
			Does:   "START in a transfer makes no START: the byte follows the last one, without an address before it.",
			Says:   "RUN with START in a transfer makes a repeated START and sends the address.",
			Clause: graph.NewClause(manual + "table \"Write Field Decoding for I2CMCS[3:0] Field\""),
		}),
		graph.Deviates("stellaris-i2c-mask-stays", graph.Deviation{
			In:     in("mask cleared"),
			Does:   "IM, once set, is not cleared by a 0.",
			Says:   "IM is written; 0 masks the interrupt.",
			Clause: graph.NewClause(manual + "\"I2C Master Interrupt Mask (I2CMIMR)\""),
		}),
	}
}
