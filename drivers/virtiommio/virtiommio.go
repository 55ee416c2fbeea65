package virtiommio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
)

// Register adds the bus, which consists of all transports. QEMU plugs a
// device into the next free transport, so the command line names none.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, virtiommio.Driver, virtiommio.BusInterface)
}
