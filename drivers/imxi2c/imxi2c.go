package imxi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/imxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller, the first of its machine.
func Register(g *graph.Graph) {
	graph.Produces(g, imxi2c.Driver, i2c.Interface, func(c *imxi2c.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c-bus.0")))
}
