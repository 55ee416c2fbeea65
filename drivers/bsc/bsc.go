package bsc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/bsc"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of BSC1, that of the pins of a Raspberry Pi.
func Register(g *graph.Graph) {
	graph.Produces(g, bsc.Driver, i2c.Interface, func(c *bsc.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c-bus.1")), i2c.FewChips())
}
