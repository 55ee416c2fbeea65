package ppc4xxi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/ppc4xxi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller. All buses of a board have the same name: QEMU puts a device on the last that it
// made.
func Register(g *graph.Graph) {
	graph.Produces(g, ppc4xxi2c.Driver, i2c.Interface, func(c *ppc4xxi2c.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c")), i2c.FewChips())
}
