package pnvi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/pnvi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller, for the tests of the bus alone: QEMU finds none of its buses, by no name, when it
// is asked to plug a chip in.
func Register(g *graph.Graph) {
	graph.Produces(g, pnvi2c.Driver, i2c.Interface, func(c *pnvi2c.Controller) i2c.Bus { return c }, graph.On("i2c-bus-tests/address-nack"),
		graph.Allows(graph.Complaint{
			Kind: graph.GuestError, Text: "pca955x_read: unexpected read to register", Why: "The test of the bus reads without having named a register.",
		}))
}
