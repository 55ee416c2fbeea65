package adm1266

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/power/adm1266"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// address is one of the addresses that a resistor selects.
const address i2c.Address = 0x40

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, adm1266.Driver, i2c.Interface, newDevice, i2c.At(address))
}

func newDevice(_ context.Context, bus i2c.Bus) (*pmbus.Device, error) {
	return pmbus.New(bus, address, adm1266.Profile()), nil
}
