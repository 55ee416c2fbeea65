package pca954x

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
)

// shared is the address of a sensor behind each channel, and own that of a second one, which
// differs between the channels.
const shared i2c.Address = 0x48

func own(channel int) i2c.Address { return 0x50 + i2c.Address(channel) }

// Register adds the tests of the switches.
func Register(g *graph.Graph) {
	for _, kind := range []struct {
		driver   graph.Driver[*pca954x.Switch]
		channels int
	}{{pca954x.Four, 4}, {pca954x.Eight, 8}} {
		d, behind := kind.driver, sensors(kind.channels)
		graph.Test(g, d.Name()+"-tests/channels", d, connect, behind, graph.Known(deviations()...))
		graph.Pair(g, d.Name()+"-tests/migrate", d, migrate, behind, graph.Known(unmigrated()))
	}
}

// sensors puts the sensors behind the channels.
func sensors(channels int) graph.NodeOption {
	var all []graph.Option
	for n := range channels {
		for _, a := range []i2c.Address{shared, own(n)} {
			all = append(all, graph.Option{Flag: "-device", Type: "tmp105", Props: []graph.Prop{
				graph.P("bus", fmt.Sprintf("i2c.%d", n)), graph.P("address", a.String()),
			}})
		}
	}
	return graph.After(all...)
}
