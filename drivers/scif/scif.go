package scif

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/scif"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, scif.Driver, uart.Interface) }
