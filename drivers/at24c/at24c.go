package at24c

import (
	"context"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/storage/at24c"
)

// address is an address that a board's own EEPROM seldom has: pins A2 to A0 are high.
const address i2c.Address = 0x57

// Register adds the EEPROMs. They do the same on every bus: their paths are slow on all machines but
// one.
func Register(g *graph.Graph) {
	for _, m := range []at24c.Model{at24c.C02(), at24c.C64()} {
		graph.Consumes(g, at24c.Driver, i2c.Interface, func(_ context.Context, bus i2c.Bus) (*at24c.EEPROM, error) {
			return at24c.New(bus, address, m), nil
		}, graph.Named(m.Name), i2c.At(address), graph.SlowBeside("arm/imx25-pdk"), graph.Props(
			graph.Prop{Name: "rom-size", Value: graph.Int(int64(m.Size))},
			graph.Prop{Name: "address-size", Value: graph.Int(int64(m.AddressBytes))},
		))
	}
}
