package virtiortc

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's clock from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-rtc-short-response", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-rtc-tests/clocks", Step: "status of short responses"}},
			Does:   "A response that does not fit is cut off, with the status OK.",
			Says:   "The status is EINVAL if the response does not fit into the device-writable buffer.",
			Clause: graph.NewClause("virtio 1.4, section \"RTC Device\", \"Device Requirements: Device Operation\""),
		}),
	}
}
