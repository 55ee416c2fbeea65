package ds1338

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/clock/ds1338"
)

// Register adds the clock.
func Register(g *graph.Graph) {
	graph.Consumes(g, ds1338.Driver, i2c.Interface, newClock, i2c.At(ds1338.Address))
}

func newClock(_ context.Context, bus i2c.Bus) (*ds1338.Clock, error) {
	return ds1338.New(bus), nil
}
