package virtioballoon

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's memory balloon from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-balloon-actual-in-bytes", graph.Deviation{
			In:     []graph.Place{{Step: "legacy alone / actual, byte by byte / before the last byte"}},
			Does:   "Each byte of actual that is written changes the size of the balloon at once.",
			Says:   "With a legacy interface actual is not used before its last byte is written.",
			Clause: graph.NewClause("virtio 1.3, section 5.5.6.2.1 \"Legacy Interface: Device Operation\""),
		}),
		graph.Deviates("virtio-balloon-first-statistics", graph.Deviation{
			In:     []graph.Place{{Step: "legacy alone / first buffer for statistics / ignored"}},
			Does:   "The statistics of the first buffer are used.",
			Says:   "With a legacy interface the values in the first buffer are ignored.",
			Clause: graph.NewClause("virtio 1.3, section 5.5.6.3.3 \"Legacy Interface: Memory Statistics\""),
		}),
	}
}
