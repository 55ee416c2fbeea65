package ibexuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/ibexuart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, ibexuart.Driver, uart.Interface) }
