package virtioiommu

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's IOMMU from the specification.
func deviations() []graph.Deviation {
	const test = "virtio-iommu-tests/attach_detach"
	return []graph.Deviation{
		graph.Deviates("virtio-iommu-unknown-type", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "unknown type / no answer"}},
			Does:   "A request of an unknown type is answered with the status UNSUPP.",
			Says:   "A device does not write the buffer of a request whose type it does not recognize, and sets the used length to 0.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.2 \"Device Requirements: Device operations\""),
		}),
		graph.Deviates("virtio-iommu-reserved-of-attach", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "reserved bytes / refusal of ATTACH"}},
			Does:   "ATTACH ignores its reserved bytes.",
			Says:   "ATTACH with reserved bytes that are not zero is rejected with the status INVAL.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.3.2 \"Device Requirements: ATTACH request\""),
		}),
		graph.Deviates("virtio-iommu-unaligned-map", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "ranges that are not aligned / refusal"}},
			Does:   "MAP takes addresses that are no multiple of the page granularity.",
			Says:   "MAP with virt_start, phys_start or virt_end + 1 not aligned is rejected with the status RANGE.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.5.2 \"Device Requirements: MAP request\""),
		}),
		graph.Deviates("virtio-iommu-short-probe-assertion", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "PROBE with too little room"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Ends:   graph.Crashes,
			Does:   "PROBE with room for fewer bytes than probe_size fails an assertion.",
			Says:   "PROBE with room for fewer bytes than probe_size is rejected with the status INVAL, and no property is written.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.7.2 \"Device Requirements: PROBE request\""),
		}),
		graph.Deviates("virtio-iommu-short-probe", graph.Deviation{
			In:     []graph.Place{{Test: test, Step: "PROBE with too little room / refusal"}},
			QEMU:   []graph.VersionRange{{Since: "10.0"}},
			Does:   "PROBE with room for fewer bytes than probe_size is answered with properties, and the status OK.",
			Says:   "PROBE with room for fewer bytes than probe_size is rejected with the status INVAL, and no property is written.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.7.2 \"Device Requirements: PROBE request\""),
		}),
	}
}

// rangeDeviations are those of the ranges that MAP takes.
func rangeDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-iommu-input-range", graph.Deviation{
			In:     []graph.Place{{Step: "addresses outside of the input range / refusal"}},
			Does:   "MAP takes addresses above input_range.end.",
			Says:   "MAP of virtual addresses outside of input_range fails.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6 \"Device operations\""),
		}),
		graph.Deviates("virtio-iommu-map-of-reserved-region", graph.Deviation{
			In:     []graph.Place{{Step: "mappings of reserved regions / refusal"}},
			Does:   "MAP takes addresses of a region that PROBE has reported as reserved.",
			Says:   "MAP of addresses that overlap a region of RESV_MEM is rejected.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.8.1.2 \"Device Requirements: Property RESV_MEM\""),
		}),
	}
}

// faultDeviations are those of the reports of faults.
func faultDeviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-iommu-fault-without-domain", graph.Deviation{
			In:     []graph.Place{{Step: "no domain / reason"}},
			Does:   "An endpoint that was never attached causes a fault of the reason UNKNOWN.",
			Says:   "The reason of a fault of an endpoint without a domain is DOMAIN.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.9 \"Fault reporting\""),
		}),
		graph.Deviates("virtio-iommu-fault-after-detach", graph.Deviation{
			In:     []graph.Place{{Step: "DETACH / reason"}},
			QEMU:   []graph.VersionRange{{Since: "10.0"}},
			Does:   "An endpoint that was detached causes a fault of the reason UNKNOWN, as if the device did not know it.",
			Says:   "The reason of a fault of an endpoint without a domain is DOMAIN.",
			Clause: graph.NewClause("virtio 1.3, section 5.13.6.9 \"Fault reporting\""),
		}),
	}
}
