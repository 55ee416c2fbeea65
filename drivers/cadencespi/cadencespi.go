package cadencespi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/cadencespi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the board's first flash chip.
func Register(g *graph.Graph) { spinor.Solder(g, cadencespi.Driver, "n25q128") }
