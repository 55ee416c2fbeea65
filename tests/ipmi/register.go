package ipmi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// Register adds the tests of the controller, and of each interface.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "ipmi-tests/device-id", ipmi.Interface, deviceID, known)
	graph.Test(g, "ipmi-tests/event-log", ipmi.Interface, eventLog, known)
	graph.Test(g, "ipmi-tests/watchdog", ipmi.Interface, watchdog, known, graph.Requires(graph.SteppedClock))
	graph.Test(g, "isa-ipmi-kcs-tests/kcs_base_irq", ipmi.KCSDriver, kcsInterrupt, known)
	graph.Test(g, "isa-ipmi-kcs-tests/kcs_abort", ipmi.KCSDriver, kcsAbort, known)
	graph.Test(g, "isa-ipmi-bt-tests/bt_base_irq", ipmi.BTDriver, btInterrupt, known)
}
