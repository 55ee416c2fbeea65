package aspeedi2c

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/aspeedi2c"
)

// target is the address of a sensor.
const target = 0x49

// absent is the address of no device.
const absent = 0x2a

// Register adds the tests of the controllers.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{Flag: "-device", Type: "tmp105", Props: []graph.Prop{
		graph.P("bus", fmt.Sprintf("aspeed.i2c.bus.%d", aspeedi2c.Number)), graph.P("address", fmt.Sprintf("%#x", target)),
	}})
	graph.Test(g, "aspeed-i2c-tests/bytes", aspeedi2c.Interface, byteByByte, sensor, graph.Known(busState()))
	graph.Pair(g, "aspeed-i2c-tests/migrate", aspeedi2c.Interface, migrate, sensor, graph.Known(lostSet()))
	graph.Test(g, "aspeed-i2c-tests/packets", aspeedi2c.Interface, packets, sensor, graph.On("aspeed.i2c.bus"))
	graph.Test(g, "aspeed-i2c-tests/pool", aspeedi2c.Interface, pool, sensor, graph.On("aspeed.i2c-ast2500"))
}
