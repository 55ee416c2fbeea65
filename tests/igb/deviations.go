package igb

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's igb from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("igb-auto-mask-by-read", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/init", Step: "masking by ICR with an interrupt"}},
			Does:   "Without GPIE.NSICR a read of ICR masks nothing.",
			Says:   "Without GPIE.NSICR a read of ICR masks the causes in IAM if an interrupt is asserted.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", IAM"),
		}),
		graph.Deviates("igb-eiac-accumulates", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/init", Step: "EIAC that keeps what is written"}},
			Does:   "A write to EIAC sets bits and clears none.",
			Says:   "EIAC is a register that software reads and writes.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", EIAC"),
		}),
		graph.Deviates("igb-eiam-inverted", graph.Deviation{
			In: []graph.Place{
				{Test: "igb-tests/init", Step: "EIAM that keeps what is written"},
				{Test: "igb-tests/init", Step: "automatic masking"},
			},
			Does:   "A write to EIAM sets the bits that are clear in it, and clears none.",
			Says:   "EIAM is a register that software reads and writes. A message masks the causes that are set in it.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", EIAM"),
		}),
		graph.Deviates("igb-unmaskable-causes", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/init", Step: "interrupt causes of PHY and time"}},
			Does:   "GPHY and TIME_SYNC cannot be unmasked: IMS does not keep them.",
			Says:   "IMS has a mask bit for each cause in ICR.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", IMS"),
		}),
		graph.Deviates("igb-segment-flags", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/tx", Step: "flags of the last segment"}},
			Does:   "FIN and PSH of a message that is cut into segments are clear in all segments.",
			Says:   "The last segment has FIN and PSH as the message has them.",
			Clause: graph.NewClause("82576 datasheet, section 7.2.4 \"TCP/UDP Segmentation\""),
		}),
		graph.Deviates("igb-frame-check-sequence", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/rx", Step: "value of the frame check sequence"}},
			Does:   "The four bytes behind a frame are zero.",
			Says:   "Without RCTL.SECRC the CRC of the frame follows it in guest memory.",
			Clause: graph.NewClause("82576 datasheet, section 8.10 \"Receive Register Descriptions\", RCTL, SECRC"),
		}),
		graph.Deviates("igb-legacy-descriptors", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/rx", Step: "legacy descriptors"}},
			Does:   "Receive descriptors are written back as advanced ones although SRRCTL.DESCTYPE selects legacy ones.",
			Says:   "SRRCTL.DESCTYPE selects the format of the descriptors.",
			Clause: graph.NewClause("82576 datasheet, section 7.1.4 \"Legacy Receive Descriptor Format\""),
		}),
		graph.Deviates("igb-hash-of-tcp-over-ipv6", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/rx", Step: "hash of TCP over IPv6"}},
			Does:   "TCP over IPv6 is hashed only if MRQC also enables packets with extension headers.",
			Says:   "MRQC has a bit for TCP over IPv6 and another for packets with extension headers.",
			Clause: graph.NewClause("82576 datasheet, section 8.10 \"Receive Register Descriptions\", MRQC"),
		}),
		graph.Deviates("igb-dropped-frames", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/rx", Step: "count of dropped frames"}},
			Does:   "RQDPC stays 0.",
			Says:   "RQDPC counts the frames that a queue drops for lack of descriptors.",
			Clause: graph.NewClause("82576 datasheet, section 8.10 \"Receive Register Descriptions\", RQDPC"),
		}),
		graph.Deviates("igb-cause-of-unlisted-queue", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/multiple_transfers", Step: "interrupt pin with an empty IVAR"}},
			Does:   "TXDW is set only for a queue that IVAR lists.",
			Says:   "IVAR maps causes to vectors of MSI-X. Without MSI-X it has no effect.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", IVAR"),
		}),
		graph.Deviates("igb-moderation-interval", graph.Deviation{
			In:     []graph.Place{{Test: "igb-tests/moderation", Step: "length of the interval"}},
			Does:   "All of EITR's bits 14:0 count microseconds, so the interval is four times too long.",
			Says:   "EITR's bits 14:2 are the interval in microseconds.",
			Clause: graph.NewClause("82576 datasheet, section 8.8 \"Interrupt Register Descriptions\", EITR"),
		}),
	}
}
