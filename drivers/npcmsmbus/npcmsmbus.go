package npcmsmbus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/npcmsmbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the bus of the controller. All buses of a board have the same name: QEMU puts a device on the last that it
// made.
func Register(g *graph.Graph) {
	graph.Produces(g, npcmsmbus.Driver, i2c.Interface, func(c *npcmsmbus.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c-bus")), i2c.FewChips())
}
