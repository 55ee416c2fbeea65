package rs5c372

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/clock/rs5c372"
)

// Register adds the clock.
func Register(g *graph.Graph) {
	graph.Consumes(g, rs5c372.Driver, i2c.Interface, newClock, i2c.At(rs5c372.Address))
}

func newClock(_ context.Context, bus i2c.Bus) (*rs5c372.Clock, error) {
	return rs5c372.New(bus), nil
}
