package ethernet

import "github.com/qgraph/qgraph/graph"

// PluggedLater declares that QEMU starts with a netdev whose device comes later: QEMU warns,
// without the qtest accelerator.
func PluggedLater() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "warning: netdev \\S+ has no peer", Why: "The test plugs in the device later.",
	})
}

// Secluded declares that a hub joins devices and nothing else: QEMU warns, without the qtest
// accelerator.
func Secluded() graph.TestOption {
	return graph.Allows(graph.Complaint{
		Kind: graph.WarningMessage, Text: "warning: hub [0-9]+ is not connected to host network", Why: "The hub joins the test's own ports.",
	})
}
