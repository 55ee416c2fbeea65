package pvpanic

import "github.com/qgraph/qgraph/graph"

// smallBAR is the deviation of the device on PCI from the specification of PCI.
func smallBAR() graph.Deviation {
	return graph.Deviates("pvpanic-pci-small-bar", graph.Deviation{
		Does:   "BAR 0 has two bytes: its type bits are writable.",
		Says:   "A BAR in memory has at least 16 bytes, as bits 3 to 0 are read-only.",
		Clause: graph.NewClause("PCI Local Bus 3.0, section 6.2.5.1 \"Address Maps\""),
	})
}
