package hpet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/clock/hpet"
)

// Register adds the timers, which a PC with PCI has: their tests require isa.EventTimers.
func Register(g *graph.Graph) { graph.Contains(g, isa.Interface, hpet.Driver, hpet.New) }
