package pl011

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/pl011"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the ports, which boards contain.
func Register(g *graph.Graph) {
	graph.Produces(g, pl011.Driver, uart.Interface, (*pl011.Device).Port)
	graph.Produces(g, pl011.Luminary, uart.Interface, (*pl011.Device).Port)
}
