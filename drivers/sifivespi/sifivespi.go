package sifivespi

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/sifivespi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// soldered is the HiFive Unleashed's flash chip.
const soldered = "is25wp256"

// Register adds the chip behind the controller.
func Register(g *graph.Graph) {
	graph.Contains(g, sifivespi.Driver, spinor.Driver, newFlash, graph.Named(soldered))
}

func newFlash(_ context.Context, c *sifivespi.Controller) (*spinor.Flash, error) {
	return spinor.New(spinor.Named(soldered), ssi.ByBytes(c)), nil
}
