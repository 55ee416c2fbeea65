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

// configDeviations are those of the configuration space.
func configDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-blk-padding", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-blk-tests/config", Step: "padding"}},
			Does:   "The configuration space of a device without secure erases ends before unused1, which reads as ones.",
			Says:   "A device initializes the padding bytes unused0 and unused1 to 0.",
			Clause: graph.NewClause("virtio 1.3, section 5.2.5.2 \"Device Requirements: Device Initialization\""),
		}),
		graph.Deviates("virtio-blk-cache-without-flush", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-blk-tests/config", Step: "cache without flushes"}},
			Does:   "writeback is 1 for a driver that accepts CONFIG_WCE and not FLUSH.",
			Says:   "A device initializes writeback to 0 if CONFIG_WCE is negotiated and FLUSH is not.",
			Clause: graph.NewClause("virtio 1.3, section 5.2.5.2 \"Device Requirements: Device Initialization\""),
		}),
	}
}
