package spinor

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Solder adds the chip of that model that a board has behind a controller.
func Solder[P ssi.Port](g *graph.Graph, controller graph.Driver[P], model string) {
	graph.Contains(g, controller, Driver, func(_ context.Context, p P) (*Flash, error) {
		return New(Named(model), ssi.ByBytes(p)), nil
	}, graph.Named(model))
}
