package stm32l4usart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/stm32l4usart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the port, which boards contain.
func Register(g *graph.Graph) { graph.ProducesItself(g, stm32l4usart.Driver, uart.Interface) }
