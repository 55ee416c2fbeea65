package sbcon

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/sbcon"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// target is the address of a sensor.
const target i2c.Address = 0x49

// absent is the address of no device.
const absent i2c.Address = 0x2a

// Register adds the tests of the interface.
func Register(g *graph.Graph) {
	sensor := graph.After(graph.Option{
		Flag: "-device", Type: "tmp105", Props: []graph.Prop{graph.P("bus", "i2c"), graph.P("address", target.String())},
	})
	graph.Test(g, "versatile_i2c-tests/lines", sbcon.Driver, lines, sensor, graph.Known(late()))
	graph.Pair(g, "versatile_i2c-tests/migrate", sbcon.Driver, migrate, sensor, graph.Known(unmigrated()))
}
