package hpet

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/clock/hpet"
)

// Register adds the tests of the timers.
func Register(g *graph.Graph) {
	for name, test := range map[string]func(*run.T, *hpet.Timers){
		"counter": counter, "timer-0": timer(0), "timer-1": timer(1),
	} {
		graph.Test(g, "hpet-tests/"+name, hpet.Driver, test, graph.Requires(isa.EventTimers, graph.SteppedClock), graph.Known(deviations()...))
	}
}
