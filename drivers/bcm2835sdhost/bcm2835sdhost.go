package bcm2835sdhost

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
)

// Register adds the card in the slot.
func Register(g *graph.Graph) {
	graph.Contains(g, bcm2835sdhost.Driver, sd.CardDriver, func(_ context.Context, h *bcm2835sdhost.Host) (sd.Port, error) { return h, nil })
}
