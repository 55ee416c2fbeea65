package islvr

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/i2c"
	"github.com/qgraph/qgraph/libqos/islvr"
	"github.com/qgraph/qgraph/libqos/pmbus"
)

// address is one of those that a resistor selects.
const address i2c.Address = 0x43

// Register adds the three regulators.
func Register(g *graph.Graph) {
	graph.ConsumesArg(g, islvr.ISL69260, i2c.Interface, islvr.TwoOutputs(), newRegulator, i2c.At(address))
	graph.ConsumesArg(g, islvr.RAA228000, i2c.Interface, islvr.OneOutput(), newRegulator, i2c.At(address))
	graph.ConsumesArg(g, islvr.RAA229004, i2c.Interface, islvr.TwoOutputs(), newRegulator, i2c.At(address))
}

func newRegulator(_ context.Context, bus i2c.Bus, _ *graph.Env, p pmbus.Profile) (*pmbus.Device, error) {
	return pmbus.New(bus, address, p), nil
}
