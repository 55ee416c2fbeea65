package sdcard

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
)

// Register adds the card.
func Register(g *graph.Graph) {
	graph.Consumes(g, sd.CardDriver, sd.Interface, func(_ context.Context, p sd.Port) (sd.Port, error) { return p, nil },
		sd.NoCard(), graph.Props(sd.InSlot()))
}
