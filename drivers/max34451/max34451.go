package max34451

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/power/max34451"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// address is one of the addresses that a resistor selects.
const address i2c.Address = 0x74

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, max34451.Driver, i2c.Interface, newDevice, i2c.At(address))
}

func newDevice(_ context.Context, bus i2c.Bus) (*pmbus.Device, error) {
	return pmbus.New(bus, address, max34451.Profile()), nil
}
