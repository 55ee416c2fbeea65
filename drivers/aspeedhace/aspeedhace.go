package aspeedhace

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/aspeedhace"
)

// Register adds the engine of each chip.
func Register(g *graph.Graph) {
	for _, d := range []graph.Driver[*aspeedhace.Engine]{
		aspeedhace.AST2400, aspeedhace.AST2500, aspeedhace.AST2600, aspeedhace.AST1030, aspeedhace.AST2700,
	} {
		graph.ProducesItself(g, d, aspeedhace.Interface)
	}
}
