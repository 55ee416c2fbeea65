package ac97

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's AC97 from the specification.
func deviations() []graph.Deviation {
	inEach := func(steps ...string) (places []graph.Place) {
		for _, id := range allChannels() {
			for _, step := range steps {
				places = append(places, graph.Place{Test: "AC97-tests/channels", Step: id.String() + " / " + step})
			}
		}
		return places
	}
	return []graph.Deviation{
		graph.Deviates("ac97-pause-skips-buffer", graph.Deviation{
			In:     inEach("pause / resumed"),
			Does:   "A channel that runs again after a pause begins its next buffer.",
			Says:   "A pause keeps the state of the channel, which can be resumed.",
			Clause: graph.NewClause("82801AA datasheet, 290655-003, section 13.2.7 \"x_CR\", Run/Pause Bus Master"),
		}),
		graph.Deviates("ac97-disabled-cause-keeps-interrupt", graph.Deviation{
			In:     inEach("interrupts / IOCE, BCIS cleared first", "interrupts / LVBIE, LVBCI cleared first"),
			Does:   "An interrupt stays until both BCIS and LVBCI are cleared, also if only one of them is enabled.",
			Says:   "Only an enabled cause interrupts, and clearing it clears its interrupt.",
			Clause: graph.NewClause("82801AA datasheet, 290655-003, section 13.2.4 \"x_SR\", LVBCI, and 13.2.7 \"x_CR\""),
		}),
		graph.Deviates("ac97-record-gain", graph.Deviation{
			In:     []graph.Place{{Test: "AC97-tests/playback_upsample", Step: "mixer / record gain"}, {Test: "AC97-tests/record_downsample", Step: "mixer / record gain"}},
			Does:   "The record gain after a reset is muted and also has a gain.",
			Says:   "The record gain after a reset is 8000h: muted, 0 dB.",
			Clause: graph.NewClause("AC'97 2.3, section 5.7.4 \"Record Gain Registers\""),
		}),
		graph.Deviates("ac97-global-control", graph.Deviation{
			In:     []graph.Place{{Test: "AC97-tests/playback_upsample", Step: "mixer / written / global control"}, {Test: "AC97-tests/record_downsample", Step: "mixer / written / global control"}},
			Does:   "The global control register reads as 0.",
			Says:   "Its bits AC'97 Cold Reset and GPI Interrupt Enable can be read and written.",
			Clause: graph.NewClause("82801AA datasheet, 290655-003, section 13.2.8 \"GLOB_CNT\""),
		}),
		graph.Deviates("ac97-variable-rates-on", graph.Deviation{
			In:     []graph.Place{{Test: "AC97-tests/playback_upsample", Step: "mixer / variable rates"}, {Test: "AC97-tests/record_downsample", Step: "mixer / variable rates"}},
			Does:   "Variable rate audio is on after a reset.",
			Says:   "VRA is off after a reset.",
			Clause: graph.NewClause("AC'97 2.3, section 5.8.2 \"Extended Audio Status and Control Register\""),
		}),
	}
}
