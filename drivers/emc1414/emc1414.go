package emc1414

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/sensor/emc1414"
)

// address is one of the addresses that a resistor selects (DS20005274A,
// section "SMBus Address").
const address i2c.Address = 0x4c

// Register adds the sensor.
func Register(g *graph.Graph) {
	graph.Consumes(g, emc1414.Driver, i2c.Interface, newSensor, i2c.At(address))
}

func newSensor(_ context.Context, bus i2c.Bus) (*i2c.Device, error) {
	return emc1414.New(bus, address), nil
}
