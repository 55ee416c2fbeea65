package bcm2835spi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/bcm2835spi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Register adds the bus of SPI0, that of the pins of a Raspberry Pi.
func Register(g *graph.Graph) {
	graph.Produces(g, bcm2835spi.Driver, ssi.Interface, func(p *bcm2835spi.Port) ssi.Bus { return p.SPI() },
		graph.Plug(graph.P("bus", bcm2835spi.Bus)))
}
