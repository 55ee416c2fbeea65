package sifivespi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/sifivespi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the HiFive Unleashed's flash chip.
func Register(g *graph.Graph) { spinor.Solder(g, sifivespi.Driver, "is25wp256") }
