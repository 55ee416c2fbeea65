package ns16550

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the ports, which boards contain.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, ns16550.MemoryMapped, uart.Interface)
	graph.ProducesItself(g, ns16550.Built, uart.Interface)
}
