package pl181

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
)

// Register adds the card in the slot, and the bus of an interface without one.
func Register(g *graph.Graph) {
	graph.Contains(g, pl181.Driver, sd.CardDriver, func(_ context.Context, h *pl181.Host) (sd.Port, error) { return h, nil })
	graph.Produces(g, pl181.EmptyDriver, sd.Interface, func(h *pl181.Host) sd.Port { return h })
}
