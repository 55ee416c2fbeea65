package virtioiommu

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's IOMMU from the specification.
func deviations() []graph.Deviation {
	const test = "virtio-iommu-tests/attach_detach"
	return []graph.Deviation{
		graph.Deviates("virtio-iommu-unknown-type", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "unknown type"}},
			Does:   "A request of an unknown type is answered with the status UNSUPP.",
			Says:   "A device does not write the buffer of a request whose type it does not recognize, and sets the used length to 0.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.2 \"Device Requirements: Device operations\""),
		}),
		graph.Deviates("virtio-iommu-reserved-of-attach", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "reserved bytes"}},
			Does:   "ATTACH ignores its reserved bytes.",
			Says:   "ATTACH with reserved bytes that are not zero is rejected with the status INVAL.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.3.2 \"Device Requirements: ATTACH request\""),
		}),
		graph.Deviates("virtio-iommu-unaligned-map", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "ranges that are not aligned"}},
			Does:   "MAP takes addresses that are no multiple of the page granularity.",
			Says:   "MAP with virt_start, phys_start or virt_end + 1 not aligned is rejected with the status RANGE.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.5.2 \"Device Requirements: MAP request\""),
		}),
	}
}
