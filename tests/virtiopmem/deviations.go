package virtiopmem

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's persistent memory from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-pmem-one-request", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-pmem-tests/flush", Step: "several requests"}},
			Does:   "The device takes one request when it is notified. Others that were available then wait for further notifications.",
			Says:   "A driver adds any number of buffers, and then notifies the device once.",
			Clause: graph.NewClause("virtio 1.3, section 2.7.13 \"Supplying Buffers to The Device\""),
		}),
	}
}
