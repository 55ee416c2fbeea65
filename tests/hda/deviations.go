package hda

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's controller and codecs from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("intel-hda-response-count", graph.Deviation{
			In: []graph.Place{
				{Test: "hda-codec-tests/commands", Step: "answers beyond the count"},
				{Test: "hda-codec-tests/commands", Step: "answers without interrupts"},
			},
			Does:   "Once RINTCNT answers have come no command is sent until RINTFL is cleared, which without RINTCTL never helps.",
			Says:   "RINTCNT says when the controller interrupts.",
			Clause: graph.NewClause("High Definition Audio Specification 1.0a, section 3.3.27 \"Response Interrupt Count\""),
		}),
		graph.Deviates("intel-hda-stream-reset", graph.Deviation{
			In:     []graph.Place{{Test: "intel-hda-tests/registers", Step: "streams / reset of a stream / its registers"}},
			Does:   "SRST of a stream leaves its registers as they were.",
			Says:   "SRST resets all registers of the stream but SRST itself.",
			Clause: graph.NewClause("High Definition Audio Specification 1.0a, section 3.3.35 \"Input/Output/Bidirectional Stream Descriptor n Control\", SRST"),
		}),
		graph.Deviates("intel-hda-byte-access", graph.Deviation{
			In:     []graph.Place{{Test: "intel-hda-tests/byte-order", Step: "bytes"}},
			Does:   "The upper byte of a register reads as zero.",
			Says:   "Registers can be accessed as bytes, words and doublewords.",
			Clause: graph.NewClause("High Definition Audio Specification 1.0a, section 3.3 \"High Definition Audio Controller Register Set\""),
		}),
		graph.Deviates("hda-codec-output-control", graph.Deviation{
			In:     []graph.Place{{Test: "hda-codec-tests/nodes", Step: "pin, node 3 / control"}},
			Does:   pinDoes,
			Says:   pinSays,
			Clause: graph.NewClause(pinClause),
		}),
		graph.Deviates("hda-codec-input-control", graph.Deviation{
			In: []graph.Place{{Test: "hda-codec-tests/nodes", Step: "pin, node 5 / control"}}, On: recorders(),
			Does:   pinDoes,
			Says:   pinSays,
			Clause: graph.NewClause(pinClause),
		}),
		graph.Deviates("intel-hda-byte-order", graph.Deviation{
			In: []graph.Place{{Test: "intel-hda-tests/byte-order", Step: "word"}}, On: []string{"ppc64", "mips"},
			Does:   "The bytes of a register are in the order of the guest's processor.",
			Says:   "They are in the order of PCI: the lowest address has the lowest bits.",
			Clause: graph.NewClause("High Definition Audio Specification 1.0a, section 3.3 \"High Definition Audio Controller Register Set\""),
		}),
	}
}

// What QEMU's codecs do with a pin's control, in both directions.
const (
	pinDoes   = "The control of a pin cannot be written: its output or input stays enabled."
	pinSays   = "The verb sets it."
	pinClause = "High Definition Audio Specification 1.0a, section 7.3.3.13 \"Pin Widget Control\""
)
