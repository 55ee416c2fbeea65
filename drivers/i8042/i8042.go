package i8042

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/input/i8042"
)

// Register adds the controller, which most machines with an ISA bus contain, and the port that most of these
// have besides: their tests require isa.KeyboardController and isa.SystemControlPort.
func Register(g *graph.Graph) {
	graph.Contains(g, isa.Interface, i8042.Driver, i8042.New)
	graph.Contains(g, isa.Interface, i8042.Port92Driver, i8042.NewPort92)
}
