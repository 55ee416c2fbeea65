package omapi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/omapi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller, the first of its machine.
func Register(g *graph.Graph) {
	graph.Produces(g, omapi2c.Driver, i2c.Interface, func(c *omapi2c.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c-bus.0")))
}
