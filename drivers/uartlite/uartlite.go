package uartlite

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
	"github.com/qgraph/qgraph/libqos/device/serial/uartlite"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, uartlite.Driver, uart.Interface) }
