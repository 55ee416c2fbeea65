package i8254

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/clock/i8254"
)

// Register adds the timers, which every machine with an ISA bus contains.
func Register(g *graph.Graph) { graph.Contains(g, isa.Interface, i8254.Driver, i8254.New) }
