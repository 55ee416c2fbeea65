package sbcon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the interface. All buses of a board have the same name: QEMU puts a
// device on the last that it made and that is not reserved for the board's own devices.
func Register(g *graph.Graph) {
	graph.Produces(g, sbcon.Driver, i2c.Interface, func(c *sbcon.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c")), i2c.FewChips())
}
