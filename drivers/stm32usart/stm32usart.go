package stm32usart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/stm32usart"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the ports, which boards contain.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, stm32usart.Driver, uart.Interface)
	graph.ProducesItself(g, stm32usart.DriverL4, uart.Interface)
}
