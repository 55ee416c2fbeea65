package aspeedsmc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/aspeedsmc"
	"github.com/qgraph/qgraph/libqos/bus/ssi"
)

// Register adds the controllers and their buses. QEMU numbers the buses of a board: 0 is
// the FMC's, 1 is that of the first controller of the host's firmware.
func Register(g *graph.Graph) {
	for _, fmc := range []graph.Driver[*aspeedsmc.Controller]{aspeedsmc.FMC2400, aspeedsmc.FMC2500, aspeedsmc.FMC2600, aspeedsmc.FMC1030} {
		graph.ProducesItself(g, fmc, aspeedsmc.Firmware)
		offer(g, fmc, "ssi.0", 0)
	}
	offer(g, aspeedsmc.SPI12500, "ssi.1", 1)
	offer(g, aspeedsmc.SPI12600, "ssi.1", 1)
}

// offer offers a chip select of a controller.
func offer(g *graph.Graph, d graph.Driver[*aspeedsmc.Controller], bus string, n int) {
	graph.Produces(g, d, ssi.Interface, func(c *aspeedsmc.Controller) ssi.Bus { return c.Chip(n) },
		graph.Plug(graph.P("bus", bus), graph.Prop{Name: "cs", Value: graph.Int(int64(n))}))
}
