package pvpanic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/misc/pvpanic"
)

// Register adds the tests of the device.
func Register(g *graph.Graph) {
	said := graph.Allows(graph.Complaint{
		Kind: graph.GuestError, Text: "^(Guest crashed|Guest crash loaded)+$", // they do not end their lines
		Why: "The device is there to report that a guest has crashed.",
	})
	for _, d := range []graph.Driver[*pvpanic.Device]{pvpanic.Driver, pvpanic.PCIDriver} {
		graph.Test(g, d.Name()+"-tests/events", d, events) // its log is in a file
		graph.Test(g, d.Name()+"-tests/panic", d, panicPause, action("panic", "pause"), said)
		graph.Test(g, d.Name()+"-tests/panic-nopause", d, panicNone, action("panic", "none"), said)
		graph.Pair(g, d.Name()+"-tests/migrate", d, migrate, action("panic", "pause"), said)
		graph.Test(g, d.Name()+"-tests/pvshutdown", d, shutdown, action("shutdown", "pause"), graph.Since("9.1", "the event GUEST_PVSHUTDOWN"))
	}
	graph.Test(g, "pvpanic-pci-tests/bar", pvpanic.PCIDriver, baseAddress, graph.Known(smallBAR()))
}

// action sets QEMU's reaction to a guest event (QEMU 11.1, qemu(1), "-action").
func action(event, what string) graph.TestOption {
	return graph.Before(graph.Option{Flag: "-action", Props: []graph.Prop{graph.P(event, what)}})
}
