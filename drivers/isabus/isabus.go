package isabus

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/libqos/device/clock/mc146818rtc"
)

// Register adds the bus, with the clock that each such machine has.
func Register(g *graph.Graph) {
	graph.ProducesItself(g, isa.BridgeDriver, isa.Interface, isa.Plug())
	graph.Contains(g, isa.BridgeDriver, mc146818rtc.Driver, mc146818rtc.New)
}
