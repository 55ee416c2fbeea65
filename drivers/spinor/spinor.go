package spinor

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// Register adds all models.
func Register(g *graph.Graph) {
	for _, m := range spinor.Models() {
		graph.Consumes(g, spinor.Driver, ssi.Interface, func(_ context.Context, bus ssi.Bus) (*spinor.Flash, error) {
			return spinor.New(m, bus), nil
		}, graph.Named(m.Name), graph.Model(m.Name), graph.Since("9.0", "chips at a chip select of one's choice"))
	}
}
