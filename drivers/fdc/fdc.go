package fdc

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/storage/fdc"
)

// Register adds the controller, which many machines with an ISA bus contain: its tests require
// isa.FloppyController.
func Register(g *graph.Graph) {
	graph.Contains(g, isa.Interface, fdc.Driver, fdc.New, fdc.WithDrive()...)
}
