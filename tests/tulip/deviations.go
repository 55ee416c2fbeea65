package tulip

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's tulip from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("tulip-broadcast-past-filter", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/filter", Step: "perfect / no broadcast"}},
			Does:   "Broadcasts are received although the setup frame does not have their address.",
			Says:   "Perfect filtering receives frames to the addresses of the setup frame.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.3.5 \"Setup Frame\""),
		}),
		graph.Deviates("tulip-multicast-frame", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/transfers", Step: "receive status / to a group"}, {Test: "tulip-tests/transfers", Step: "receive status / to all"}},
			Does:   "The status of a received multicast does not have MF.",
			Says:   "MF is set if the frame has a multicast address.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.2.1 \"Receive Descriptor 0 (RDES0)\""),
		}),
		graph.Deviates("tulip-receive-state", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/transfers", Step: "no descriptor left / suspended"}},
			Does:   "CSR5 says that the receive process waits for a frame, while RU says that it has no descriptor.",
			Says:   "Without a descriptor the receive process is suspended.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 3.2.2.5 \"Status Register\", RS"),
		}),
		graph.Deviates("tulip-missed-frames", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/transfers", Step: "no descriptor left / missed frames"}},
			Does:   "Frames for which there is no descriptor are not counted.",
			Says:   "CSR8 counts them.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 3.2.2.8 \"Missed Frames and Overflow Counter\""),
		}),
		graph.Deviates("tulip-hash-filter", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/filter", Step: "hash / groups"}},
			Does:   "Frames to groups of the hash filter are not received.",
			Says:   "A frame to a group whose bit is set is received.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.3.5 \"Setup Frame\""),
		}),
		graph.Deviates("tulip-inverse-filter", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/filter", Step: "inverse"}},
			Does:   "A setup frame for inverse filtering is taken for one for perfect filtering.",
			Says:   "Inverse filtering receives frames to all addresses but those of the setup frame.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.3.5 \"Setup Frame\""),
		}),
		graph.Deviates("tulip-process-stopped", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/registers", Step: "processes / receiver stopped"}, {Test: "tulip-tests/registers", Step: "processes / transmitter stopped"}},
			Does:   "A process that stops does not set RPS or TPS.",
			Says:   "It sets it, with the abnormal interrupt summary.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 3.2.2.5 \"Status Register\", RPS and TPS"),
		}),
		graph.Deviates("tulip-timer", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/registers", Step: "timer"}},
			Does:   "The general-purpose timer does not run.",
			Says:   "It counts down, and sets GTE at its end.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 3.2.2.11 \"General-Purpose Timer Register\""),
		}),
		graph.Deviates("tulip-frame-check-sequence", graph.Deviation{
			In:     []graph.Place{{Test: "tulip-tests/transfers", Step: "receive status / frame check sequence"}},
			Does:   "The four bytes behind a frame are left over from earlier frames.",
			Says:   "A received frame has its FCS, and its length counts it.",
			Clause: graph.NewClause("21143 Hardware Reference Manual, section 4.2.2.1 \"Receive Descriptor 0 (RDES0)\", FL"),
		}),
	}
}
