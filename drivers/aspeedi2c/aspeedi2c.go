package aspeedi2c

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the controllers and their buses.
func Register(g *graph.Graph) {
	for _, d := range []graph.Driver[*aspeedi2c.Controller]{aspeedi2c.AST2400, aspeedi2c.AST2500, aspeedi2c.Single} {
		graph.ProducesItself(g, d, aspeedi2c.Interface)
		graph.Produces(g, d, i2c.Interface, func(c *aspeedi2c.Controller) i2c.Bus { return c },
			graph.Plug(graph.P("bus", fmt.Sprintf("aspeed.i2c.bus.%d", aspeedi2c.Number))), i2c.FewChips())
	}
}
