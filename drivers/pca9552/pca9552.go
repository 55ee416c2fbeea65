package pca9552

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/gpio/pca9552"
)

// address is the address with all address pins low.
const address i2c.Address = 0x60

// Register adds the LED driver.
func Register(g *graph.Graph) {
	graph.Consumes(g, pca9552.Driver, i2c.Interface, newLEDs, i2c.At(address))
}

func newLEDs(_ context.Context, bus i2c.Bus) (*pca9552.LEDs, error) {
	return pca9552.New(bus, address), nil
}
