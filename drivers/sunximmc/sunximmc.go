package sunximmc

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
)

// Register adds the card in the slot.
func Register(g *graph.Graph) {
	graph.Contains(g, sunximmc.Driver, sd.CardDriver, func(_ context.Context, h *sunximmc.Host) (sd.Port, error) { return h, nil })
}
