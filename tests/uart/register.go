package uart

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/serial/uart"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "uart-tests/registers", uart.Interface, registers, graph.Known(deviations()...))
	graph.Test(g, "uart-tests/characters", uart.Interface, characters, graph.Known(deviations()...))
	graph.Test(g, "uart-tests/interrupts", uart.Interface, interrupts, graph.Known(deviations()...), graph.Requires(uart.Interrupting))
}
