package tmp105

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// address is the address of a sensor with pin A0 tied to V+ (SLLS648D,
// section "Serial Bus Address").
const address i2c.Address = 0x49

// Register adds the sensor.
func Register(g *graph.Graph) {
	graph.Consumes(g, tmp105.Driver, i2c.Interface, newSensor, i2c.At(address))
	graph.Consumes(g, tmp105.Driver, pca954x.ChannelInterface, newSensor, i2c.At(address))
}

func newSensor(_ context.Context, bus i2c.Bus) (*i2c.Device, error) {
	return tmp105.New(bus, address), nil
}
