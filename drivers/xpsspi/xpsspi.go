package xpsspi

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/xpsspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// soldered is the ML605's flash chip.
const soldered = "n25q128"

// Register adds the chip behind the controller.
func Register(g *graph.Graph) {
	graph.Contains(g, xpsspi.Driver, spinor.Driver, newFlash, graph.Named(soldered))
}

func newFlash(_ context.Context, c *xpsspi.Controller) (*spinor.Flash, error) {
	return spinor.New(spinor.Named(soldered), ssi.ByBytes(c)), nil
}
