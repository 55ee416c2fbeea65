package i6300esb

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/device/watchdog/i6300esb"
	"github.com/qgraph/qgraph/libqos/device/watchdog/watchdog"
)

// Register adds the timer.
func Register(g *graph.Graph) {
	graph.Consumes(g, i6300esb.Driver, pci.BusInterface, i6300esb.New)
	graph.Produces(g, i6300esb.Driver, watchdog.Interface, func(w *i6300esb.Timer) watchdog.Timer { return w })
}
