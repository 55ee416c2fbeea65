package throttlesuite

import "github.com/qgraph/qgraph/graph"

// Deviations are the deviations of [Limits].
func Deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("throttle-full-bucket", graph.Deviation{
			In:     []graph.Place{{Step: "full bucket"}},
			Does:   "A bucket that is just full lets one more request pass.",
			Says:   "No more I/O is allowed once the bucket is full.",
			Clause: graph.NewClause("QEMU, docs/throttle.txt, \"The Leaky Bucket algorithm\""),
		}),
		graph.Deviates("throttle-bucket-size", graph.Deviation{
			In:     []graph.Place{{Step: "no limit of bursts"}},
			Does:   "Without a limit of bursts the bucket has room for a tenth of a second.",
			Says:   "If iops-total-max is unset, the size of the bucket is iops-total: with 100 IOPS, 100.",
			Clause: graph.NewClause("QEMU, docs/throttle.txt, \"The Leaky Bucket algorithm\""),
		}),
	}
}
