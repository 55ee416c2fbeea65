package islvr

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/power/islvr"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// address is one of the addresses that a resistor selects.
const address i2c.Address = 0x43

// Register adds the three regulators.
func Register(g *graph.Graph) {
	graph.Consumes(g, islvr.ISL69260, i2c.Interface, regulator(islvr.TwoOutputs()), i2c.At(address))
	graph.Consumes(g, islvr.RAA228000, i2c.Interface, regulator(islvr.OneOutput()), i2c.At(address))
	graph.Consumes(g, islvr.RAA229004, i2c.Interface, regulator(islvr.TwoOutputs()), i2c.At(address))
}

// regulator returns the constructor of a regulator with a profile.
func regulator(p pmbus.Profile) func(context.Context, i2c.Bus) (*pmbus.Device, error) {
	return func(_ context.Context, bus i2c.Bus) (*pmbus.Device, error) { return pmbus.New(bus, address, p), nil }
}
