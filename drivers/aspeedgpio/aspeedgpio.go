package aspeedgpio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/gpio/aspeedgpio"
)

// Register adds the pins of each chip.
func Register(g *graph.Graph) {
	for _, d := range []graph.Driver[*aspeedgpio.GPIO]{
		aspeedgpio.AST2400, aspeedgpio.AST2500, aspeedgpio.AST2600, aspeedgpio.AST2600Low, aspeedgpio.AST1030,
	} {
		graph.ProducesItself(g, d, aspeedgpio.Interface)
	}
}
