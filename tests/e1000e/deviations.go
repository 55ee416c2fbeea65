package e1000e

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's e1000e from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("e1000e-vet-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/init", Step: "reset values / VET"}},
			QEMU:   []graph.VersionRange{{Since: "8.0"}},
			Does:   "After CTRL.RST VET is 0.",
			Says:   "The initial value of VET is 0x8100.",
			Clause: graph.NewClause("82574 datasheet, chapter 10 \"Driver Programming Interface\", VET"),
		}),
		graph.Deviates("e1000e-auto-mask-pin", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/init", Step: "automatic masking without MSI-X"}},
			Does:   "Without MSI-X a read of ICR masks nothing.",
			Says:   "With CTRL_EXT.IAME a read of ICR masks the causes in IAM.",
			Clause: graph.NewClause("82574 datasheet, chapter 10 \"Driver Programming Interface\", CTRL_EXT, IAME"),
		}),
		graph.Deviates("e1000e-segment-flags", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/tx", Step: "flags of the last segment"}},
			Does:   "FIN and PSH of a message that is cut into segments are clear in all segments.",
			Says:   "The last segment has FIN and PSH as the message has them.",
			Clause: graph.NewClause("82574 datasheet, section 7.3 \"TCP Segmentation\""),
		}),
		graph.Deviates("e1000e-frame-check-sequence", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000e-tests/rx", Step: "legacy descriptors / value of the frame check sequence"},
				{Test: "e1000e-tests/rx", Step: "extended descriptors / value of the frame check sequence"},
			},
			Does:   "The four bytes behind a frame are zero.",
			Says:   "Without RCTL.SECRC the CRC of the frame follows it in guest memory.",
			Clause: graph.NewClause("82574 datasheet, chapter 10 \"Driver Programming Interface\", RCTL, SECRC"),
		}),
	}
}
