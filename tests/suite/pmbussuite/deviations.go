package pmbussuite

import "github.com/qgraph/qgraph/graph"

// NoNACK is the deviation of QEMU's OMAP controller from the specification of I²C. QEMU's
// devices on PMBus complain about it: "Unexpected stop during receive".
func NoNACK() graph.Deviation {
	return graph.Deviates("omap-i2c-stop-without-nack", graph.Deviation{
		On: []string{"omap_i2c"}, Complains: "smbus: error: Unexpected stop during receive",
		Does:   "The controller ends each read by STOP without a NACK before it. Software cannot ask for the NACK.",
		Says:   "A controller that receives signals the end of the transfer to the target by a NACK after the last byte.",
		Clause: graph.NewClause("I2C-bus specification and user manual, UM10204, section 3.1.6 \"Acknowledge (ACK) and Not Acknowledge (NACK)\""),
	})
}
