package adm1272

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/power/adm1272"
	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

// address is the address with both address pins low.
const address i2c.Address = 0x10

// Register adds the device.
func Register(g *graph.Graph) {
	graph.Consumes(g, adm1272.Driver, i2c.Interface, newDevice, i2c.At(address))
}

func newDevice(_ context.Context, bus i2c.Bus) (*pmbus.Device, error) {
	return pmbus.New(bus, address, adm1272.Profile()), nil
}
