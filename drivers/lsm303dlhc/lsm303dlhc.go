package lsm303dlhc

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/lsm303dlhc"
)

// Register adds the magnetometer.
func Register(g *graph.Graph) {
	graph.Consumes(g, lsm303dlhc.Driver, i2c.Interface, newMagnetometer, i2c.At(lsm303dlhc.Address))
}

func newMagnetometer(_ context.Context, bus i2c.Bus) (*i2c.Device, error) {
	return lsm303dlhc.New(bus), nil
}
