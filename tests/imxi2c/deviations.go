package imxi2c

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's imx.i2c from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("imx-i2c-no-interrupt-without-acknowledge", graph.Deviation{
			In:     []graph.Place{{Test: "imx.i2c-tests/interrupt", Step: "no acknowledge"}},
			Does:   "IIF is not set, and the line is not raised, after a byte that nobody acknowledges.",
			Says:   "IIF is set when a byte has been transferred, at the ninth clock, which is that of the acknowledge.",
			Clause: graph.NewClause("IMX25RM, chapter \"I2C Controller (I2C)\", \"I2C Status Register (I2SR)\", IIF"),
		}),
	}
}
