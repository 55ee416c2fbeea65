package sb16

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU from the guide.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("sb16-no-speaker-status", graph.Deviation{
			In:     []graph.Place{{Test: "sb16-tests/dsp", Step: "speaker"}},
			Does:   "The command D8h has no answer.",
			Says:   "It answers FFh while the speaker is on, and 00h while it is off.",
			Clause: graph.NewClause("Sound Blaster Series Hardware Programming Guide, chapter 6, \"D8h Get speaker status\""),
		}),
		graph.Deviates("sb16-silent-after-pause", graph.Deviation{
			In:        []graph.Place{{Test: "sb16-tests/dma", Step: "16-bit / pause / end"}},
			Does:      "The command D6h moves samples again, but the voice that they are for stays off, as a warning tells.",
			Says:      "It resumes the paused 16-bit output.",
			Complains: "audio: Writing to disabled voice sb16",
			Clause:    graph.NewClause("Sound Blaster Series Hardware Programming Guide, chapter 6, \"D6h Continue 16-bit DMA mode digitized sound I/O\""),
		}),
		graph.Deviates("sb16-no-terminal-count", graph.Deviation{
			In: []graph.Place{
				{Test: "sb16-tests/dma", Step: "8-bit / terminal count / reached"},
				{Test: "sb16-tests/dma", Step: "16-bit / terminal count / reached"},
			},
			Does:   "The status of the DMA controller has no terminal count of a channel of the card.",
			Says:   "The bit of a channel is set each time that it reaches its terminal count.",
			Clause: graph.NewClause("Intel 8237A, 231466-005, \"Status Register\""),
		}),
		graph.Deviates("sb16-mixer-defaults", graph.Deviation{
			In:     []graph.Place{{Test: "sb16-tests/mixer", Step: "reset / volumes"}},
			Does:   "A reset of the mixer sets all volumes and tones to 20h, and all output switches to off.",
			Says:   "Master, voice and MIDI begin with C0h, treble and bass with 80h, the others with 0, the switches with 1Fh, 15h and 0Bh.",
			Clause: graph.NewClause("Sound Blaster Series Hardware Programming Guide, chapter 4, \"CT1745 Mixer Register Map\""),
		}),
		graph.Deviates("sb16-interrupt-request-fixed", graph.Deviation{
			In:     []graph.Place{{Test: "sb16-tests/mixer", Step: "interrupt request / lines"}},
			Does:   "The interrupt request stays the one of the command line, whatever the mixer's register 80h has.",
			Says:   "Register 80h selects the interrupt request.",
			Clause: graph.NewClause("Sound Blaster Series Hardware Programming Guide, chapter 3, \"Configuring DMA and Interrupt Settings\""),
		}),
	}
}
