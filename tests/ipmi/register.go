package ipmi

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/misc/ipmi"
)

// Register adds the tests of the controller, and of each interface.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	onISA := graph.On("isa-ipmi-kcs", "isa-ipmi-bt")
	graph.Test(g, "ipmi-tests/device-id", ipmi.Interface, deviceID, known)
	graph.Test(g, "ipmi-tests/event-log", ipmi.Interface, eventLog, known)
	// A hard reset leaves an SMBus host without ports.
	graph.Test(g, "ipmi-tests/watchdog", ipmi.Interface, watchdog, known, onISA, graph.Requires(graph.SteppedClock))
	// An SSIF does not show when a response is there.
	outside := append(ipmi.WithExternal(ipmi.Listening()), known, graph.SlowBeside("x86_64/pc", "x86_64/q35"), onISA)
	graph.Test(g, "ipmi-tests/extern", ipmi.Interface, external, outside...)
	graph.Test(g, "isa-ipmi-kcs-tests/extern_at_start", ipmi.KCSDriver, func(t *run.T, _ *ipmi.KCS) { t.Must(t.QEMU().Sync(t.Context())) },
		append(ipmi.WithExternal(ringBuffer()), known, graph.On("x86_64/pc"))...)
	graph.Test(g, "isa-ipmi-kcs-tests/kcs_base_irq", ipmi.KCSDriver, kcsInterrupt, known)
	graph.Test(g, "isa-ipmi-kcs-tests/kcs_abort", ipmi.KCSDriver, kcsAbort, known)
	graph.Test(g, "isa-ipmi-bt-tests/bt_base_irq", ipmi.BTDriver, btInterrupt, known)
}

// ringBuffer is a wire that is connected from the start.
func ringBuffer() graph.Backend { return graph.Backend{Kind: graph.Chardev, Type: "ringbuf"} }
