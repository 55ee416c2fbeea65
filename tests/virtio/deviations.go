package virtio

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's virtio devices from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("virtio-features-ok", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features that are not offered"}},
			Does:   "A modern device silently drops features that it did not offer, and keeps FEATURES_OK.",
			Says:   "A device accepts a valid subset of its features; otherwise it fails to set FEATURES_OK.",
			Clause: graph.NewClause("virtio 1.3, section 2.2.2 \"Device Requirements: Feature Bits\""),
		}),
		graph.Deviates("virtio-mmio-feature-words", graph.Deviation{
			In:     []graph.Place{{Test: "virtio-tests/conformance", Step: "features from 128 on"}},
			On:     []string{"virtio-mmio"},
			Does:   "Each value of DeviceFeaturesSel but 0 selects the features from 32 to 63.",
			Says:   "DeviceFeaturesSel selects the features from 32 times its value on.",
			Clause: graph.NewClause("virtio 1.3, section 4.2.2 \"MMIO Device Register Layout\", DeviceFeatures"),
		}),
	}
}
