package mpci2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/mpci2c"
)

// target is the address of the board's clock, a DS1338, absent that of no device.
const (
	target = 0x68
	absent = 0x2a
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	graph.Test(g, "mpc-i2c-tests/registers", mpci2c.Driver, registers, graph.SlowBeside("ppc/mpc8544ds"), graph.Known(deviations()...))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "MPC8544E PowerQUICC III Reference Manual, chapter 11 \"I2C Interfaces\", "
	in := func(step string) []graph.Place { return []graph.Place{{Test: "mpc-i2c-tests/registers", Step: step}} }
	return []graph.Deviation{
		graph.Deviates("mpc-i2c-status-written", graph.Deviation{
			In:     in("status written"),
			Does:   "A write of I2CSR clears the read-only bits MCF and MBB, and MIF also where a 1 is written.",
			Says:   "MIF and MAL are cleared by a written 0; the other bits can only be read.",
			Clause: graph.NewClause(manual + "\"I2C Status Register (I2CSR)\""),
		}),
		graph.Deviates("mpc-i2c-no-interrupt-without-acknowledge", graph.Deviation{
			In:     in("end of a byte without an acknowledge"),
			Does:   "MCF and MIF are not set, and the line is not raised, after a byte that nobody acknowledges.",
			Says:   "MIF is set when a byte transfer is complete, at the falling edge of the ninth clock, which is that of the acknowledge.",
			Clause: graph.NewClause(manual + "\"I2C Status Register (I2CSR)\", MIF"),
		}),
		graph.Deviates("mpc-i2c-line-over-reset", graph.Deviation{
			In:     in("line after a reset"),
			Does:   "A reset of the machine clears a pending interrupt, and leaves its line raised.",
			Says:   "The interrupt is asserted while MIF and MIEN are 1.",
			Clause: graph.NewClause(manual + "\"I2C Control Register (I2CCR)\", MIEN"),
		}),
	}
}
