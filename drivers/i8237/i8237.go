package i8237

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/misc/i8237"
)

// Register adds the controllers, which most machines with an ISA bus contain: their tests
// require isa.DMA.
func Register(g *graph.Graph) { graph.Contains(g, isa.Interface, i8237.Driver, i8237.New) }
