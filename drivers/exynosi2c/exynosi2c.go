package exynosi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/exynosi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller. All buses of a board have the same name: QEMU puts a device on the last that it
// made.
func Register(g *graph.Graph) {
	graph.Produces(g, exynosi2c.Driver, i2c.Interface, func(c *exynosi2c.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c")), i2c.FurtherBoard())
}
