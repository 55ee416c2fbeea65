package virtioblk

import "github.com/qgraph/qgraph/graph"

func cacheMode() graph.Deviation {
	return graph.Deviates("virtio-blk-cache-mode-migration", graph.Deviation{
		In:     []graph.Place{{Step: "cache mode"}},
		Does:   "A migration loses the cache mode that the driver has written: writeback is 1 again.",
		Says:   "The driver selects the cache mode by a write to writeback, and reads the mode from it.",
		Clause: graph.NewClause("virtio 1.3, section 5.2.5 \"Device Initialization\""),
	})
}
