package nrf51uart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/nrf51uart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, nrf51uart.Driver, uart.Interface) }
