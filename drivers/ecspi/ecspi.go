package ecspi

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/ecspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// soldered is the SABRE Lite's flash chip.
const soldered = "sst25vf016b"

// Register adds the chip behind the controller.
func Register(g *graph.Graph) {
	graph.Contains(g, ecspi.Driver, spinor.Driver, newFlash, graph.Named(soldered))
}

func newFlash(_ context.Context, c *ecspi.Controller) (*spinor.Flash, error) {
	return spinor.New(spinor.Named(soldered), ssi.ByBytes(c)), nil
}
