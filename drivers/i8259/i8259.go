package i8259

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/interrupt/i8259"
)

// Register adds the controllers, which every machine with an ISA bus contains.
func Register(g *graph.Graph) { graph.Contains(g, isa.Interface, i8259.Driver, i8259.New) }
