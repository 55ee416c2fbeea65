package npcmfiu

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/npcmfiu"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds the boards' flash chips.
func Register(g *graph.Graph) {
	solder(g, "w25q256", graph.On("aarch64/npcm845-evb", "arm/npcm750-evb"), graph.SlowBeside("arm/npcm750-evb"))
	solder(g, "mx25l25635e", graph.On("arm/quanta-gsj"))
	solder(g, "mx66u51235f", graph.On("arm/kudo-bmc", "arm/mori-bmc", "arm/quanta-gbs-bmc"), graph.SlowBeside("arm/quanta-gbs-bmc"))
}

// solder adds the chip of that model at the first chip select.
func solder(g *graph.Graph, model string, boards ...graph.NodeOption) {
	opts := []graph.EdgeOption{graph.Named(model)}
	for _, b := range boards {
		opts = append(opts, b)
	}
	graph.Contains(g, npcmfiu.Driver, spinor.Driver, func(_ context.Context, c *npcmfiu.Controller) (*spinor.Flash, error) {
		return spinor.New(spinor.Named(model), c.Chip(0)), nil
	}, opts...)
}
