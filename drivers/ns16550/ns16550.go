package ns16550

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/ns16550"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the ports, which boards contain.
func Register(g *graph.Graph) {
	for _, d := range []graph.Driver[*uart.Port]{ns16550.MemoryMapped, ns16550.Built} {
		graph.ProducesItself(g, d, uart.Interface)
		graph.ProducesItself(g, d, ns16550.Interface)
	}
}
