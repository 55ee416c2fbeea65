package twi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/twi"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller. All buses of a board have the same name: QEMU puts a device on the last that it
// made.
func Register(g *graph.Graph) {
	for _, d := range []graph.Driver[*twi.Controller]{twi.A10, twi.A31} {
		graph.Produces(g, d, i2c.Interface, func(c *twi.Controller) i2c.Bus { return c },
			graph.Plug(graph.P("bus", "i2c")), i2c.FurtherBoard())
	}
}
