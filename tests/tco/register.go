package tco

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/watchdog/tco"
)

// Register adds the tests of the timer. The names are those of QEMU's own tests.
func Register(g *graph.Graph) {
	for name, test := range map[string]func(*run.T, *tco.Timer){
		"defaults": defaults, "control_bits": controlBits, "status_bits": statusBits, "message_bytes": messageBytes,
		"ticks_counter": ticksCounter, "timeout": timeout, "max_timeout": maxTimeout,
	} {
		graph.Test(g, "tco-tests/"+name, tco.Driver, test, graph.Requires(graph.SteppedClock), graph.Known(deviations()...),
			graph.Before(graph.Option{Flag: "-action", Props: []graph.Prop{graph.P("watchdog", "none")}}))
	}
}
