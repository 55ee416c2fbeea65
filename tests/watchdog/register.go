package watchdog

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Register adds the tests of watchdog timers.
func Register(g *graph.Graph) {
	for action, test := range map[string]func(*run.T, watchdog.Timer){
		"none": none, "pause": pause, "reset": reset, "shutdown": shutdown,
	} {
		graph.Test(g, "watchdog-tests/"+action, watchdog.Interface, test, graph.Requires(graph.SteppedClock), graph.Known(deviations()...),
			graph.Before(graph.Option{Flag: "-action", Props: []graph.Prop{graph.P("watchdog", action)}}))
	}
}
