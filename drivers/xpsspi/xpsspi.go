package xpsspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/xpsspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the ML605's flash chip.
func Register(g *graph.Graph) { spinor.Solder(g, xpsspi.Driver, "n25q128") }
