package smbus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/gt64120"
	"github.com/qgraph/qgraph/libqos/board/i440fx"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/board/smbus"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// Register adds the hosts, which are a part of the south bridges, and their buses.
func Register(g *graph.Graph) {
	graph.Contains(g, i440fx.HostDriver, smbus.PIIX4Driver, smbus.NewPIIX4)
	graph.Contains(g, gt64120.HostDriver, smbus.PIIX4Driver, smbus.NewMalta)
	graph.Contains(g, q35.HostDriver, smbus.ICH9Driver, smbus.NewICH9)
	for _, d := range []graph.Driver[*smbus.Host]{smbus.PIIX4Driver, smbus.ICH9Driver} {
		graph.ProducesItself(g, d, smbus.Interface)
		graph.Produces(g, d, i2c.Interface, func(h *smbus.Host) i2c.Bus { return h },
			graph.Plug(graph.P("bus", smbus.BusID)), i2c.FewChips())
	}
}
