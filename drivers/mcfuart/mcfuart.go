package mcfuart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/mcfuart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, mcfuart.Driver, uart.Interface) }
