package ecspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/ecspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the SABRE Lite's flash chip.
func Register(g *graph.Graph) { spinor.Solder(g, ecspi.Driver, "sst25vf016b") }
