package npcmpspi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/npcmpspi"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Register adds the bus of the controller. Both buses of a board have the same name: QEMU puts a chip on the one of PSPI2.
func Register(g *graph.Graph) {
	graph.Produces(g, npcmpspi.Driver, ssi.Interface, func(c *npcmpspi.Controller) ssi.Bus { return c.SPI() },
		graph.Plug(graph.P("bus", npcmpspi.Bus)))
}
