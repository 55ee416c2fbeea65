package tco

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/board/q35"
	"github.com/qgraph/qgraph/libqos/device/watchdog/tco"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Register adds the timer, which every ICH9 contains. Without the property it may not reset
// (QEMU 11.1, "-device ICH9-LPC,help").
func Register(g *graph.Graph) {
	graph.Contains(g, q35.HostDriver, tco.Driver, tco.New,
		graph.After(graph.Option{Flag: "-global", Type: "ICH9-LPC.noreboot=false"}))
	graph.Produces(g, tco.Driver, watchdog.Interface, func(w *tco.Timer) watchdog.Timer { return w })
}
