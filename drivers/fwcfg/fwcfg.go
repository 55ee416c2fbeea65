package fwcfg

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/firmware/fwcfg"
)

// Register adds the device, which a machine contains.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, fwcfg.IODriver, fwcfg.Interface)
	graph.ProducesItself(g, fwcfg.MemDriver, fwcfg.Interface)
}
