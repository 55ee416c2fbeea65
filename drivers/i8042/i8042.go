package i8042

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8042"
)

// Register adds the controller, which most machines with an ISA bus contain: its tests
// require isa.KeyboardController.
func Register(g *graph.Graph) { graph.Contains(g, isa.Interface, i8042.Driver, i8042.New) }
