package edu

import "github.com/qgraph/qgraph/graph"

// shortBuffer is the deviation of transfers up to the end of the buffer.
func shortBuffer() graph.Deviation {
	return graph.Deviates("edu-transfer-to-the-end", graph.Deviation{
		QEMU:   []graph.VersionRange{{Until: "10.0"}},
		Ends:   graph.Crashes,
		Does:   "QEMU aborts at a transfer that reaches the last byte of the buffer.",
		Says:   "The buffer has 4096 bytes, all of which can be transferred.",
		Clause: graph.NewClause("QEMU 11.1, docs/specs/edu.rst, \"DMA controller\""),
	})
}
