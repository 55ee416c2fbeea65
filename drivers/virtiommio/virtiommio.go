package virtiommio

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/virtiommio"
)

// Register adds the bus that the transports are together. QEMU takes the next
// free transport for a device, so nothing says where it is plugged in.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, virtiommio.Driver, virtiommio.BusInterface)
}
