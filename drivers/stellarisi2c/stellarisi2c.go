package stellarisi2c

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/stellarisi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// display is about the panel of the lm3s811evb.
var display = graph.Complaint{
	Kind: graph.ErrorMessage, Text: "ssd0303: error: Reads not implemented",
	Why: "The tests of the bus read from all addresses, also from the panel's, which QEMU can only write.",
}

// Register adds the bus of the controller. The state of the lm3s6965evb cannot be loaded, because of its SD card: the chips
// are on the other board.
func Register(g *graph.Graph) {
	graph.Produces(g, stellarisi2c.Driver, i2c.Interface, func(c *stellarisi2c.Controller) i2c.Bus { return c },
		graph.Plug(graph.P("bus", "i2c")), i2c.FurtherBoard(), graph.On("arm/lm3s811evb"), graph.Allows(display))
}
