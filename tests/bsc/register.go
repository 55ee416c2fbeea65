package bsc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/bsc"
)

// target is the address of a device that acknowledges, absent that of none.
const (
	target = 0x49
	absent = 0x2a
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c-bus.1"), graph.P("address", "0x49")},
	})
	graph.Test(g, "bcm2835-i2c-tests/registers", bsc.Driver, registers, sensor, graph.SlowBeside("arm/raspi2b"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "BCM2835 ARM Peripherals, section 3.2 \"Register View\", "
	in := func(step string) []graph.Place {
		return []graph.Place{{Test: "bcm2835-i2c-tests/registers", Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("bcm2835-i2c-message-without-start", graph.Deviation{
			In:     in("enabled"),
			Does:   "A message begins when I2CEN is written, also without ST.",
			Says:   "A 1 in ST starts a new transfer.",
			Clause: graph.NewClause(manual + "C Register, ST"),
		}),
		graph.Deviates("bcm2835-i2c-clear-stays", graph.Deviation{
			In:     in("FIFO cleared"),
			Does:   "The lower bit of CLEAR reads as it was written.",
			Says:   "CLEAR is a one-shot operation, which always reads back as zero.",
			Clause: graph.NewClause(manual + "C Register, CLEAR"),
		}),
		graph.Deviates("bcm2835-i2c-active-without-acknowledge", graph.Deviation{
			In:     in("end of a message without an acknowledge"),
			Does:   "The transfer remains active after an address that nobody acknowledges.",
			Says:   "TA is 1 while a transfer is active.",
			Clause: graph.NewClause(manual + "S Register, TA and ERR"),
		}),
		graph.Deviates("bcm2835-i2c-interrupt-stays", graph.Deviation{
			In:     in("interrupt cleared"),
			Does:   "The line stays raised when DONE is cleared, until C is written.",
			Says:   "With INTD set the interrupt is generated while DONE is 1.",
			Clause: graph.NewClause(manual + "C Register, INTD"),
		}),
		graph.Deviates("bcm2835-i2c-line-over-reset", graph.Deviation{
			In:     in("line after a reset"),
			Does:   "A reset of the machine ends a message, and leaves its line raised.",
			Says:   "With INTT set the interrupt is generated while TXW is 1.",
			Clause: graph.NewClause(manual + "C Register, INTT"),
		}),
	}
}
