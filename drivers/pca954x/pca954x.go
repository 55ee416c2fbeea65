package pca954x

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
)

// address is the address with all address pins low.
const address i2c.Address = 0x70

// channel is the one whose bus is offered.
const channel = 6

// Register adds the switches. QEMU numbers the channels of all switches alike, and tells of no other way
// to name them, so the machines are some without a switch of their own. A switch does the same
// on each: it is slow on all but one.
func Register(g *graph.Graph) {
	some, usual := graph.On("arm/imx25-pdk", "arm/sx1", "arm/versatilepb", "arm/ast2600-evb"), graph.SlowBeside("arm/imx25-pdk")
	graph.Consumes(g, pca954x.Four, i2c.Interface, newSwitch(4), i2c.At(address), some, usual)
	graph.Consumes(g, pca954x.Eight, i2c.Interface, newSwitch(8), i2c.At(address), some, usual)
	graph.Produces(g, pca954x.Eight, pca954x.ChannelInterface, func(s *pca954x.Switch) i2c.Bus { return s.Channel(channel) },
		graph.Plug(graph.P("bus", fmt.Sprintf("i2c.%d", channel))))
}

// newSwitch returns the constructor of a switch with so many channels.
func newSwitch(channels int) func(context.Context, i2c.Bus) (*pca954x.Switch, error) {
	return func(_ context.Context, bus i2c.Bus) (*pca954x.Switch, error) {
		return pca954x.New(bus, address, channels), nil
	}
}
