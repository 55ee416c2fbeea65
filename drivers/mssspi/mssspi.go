package mssspi

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/mssspi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// chip is the model on Emcraft's system-on-module.
const chip = "s25sl12801"

// Register adds the module's flash chip.
func Register(g *graph.Graph) {
	graph.Contains(g, mssspi.Driver, spinor.Driver, func(_ context.Context, c *mssspi.Controller) (*spinor.Flash, error) {
		return spinor.New(spinor.Named(chip), c.SPI()), nil
	}, graph.Named(chip))
}
