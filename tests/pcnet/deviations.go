package pcnet

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's pcnet from the data sheet.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("pcnet-txon-after-stop", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/registers", Step: "transmitter after a stop"}},
			Does:   "STOP leaves TXON as it is.",
			Says:   "STOP turns the transmitter and the receiver off.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"CSR0: Controller Status Register\", STOP and TXON"),
		}),
		graph.Deviates("pcnet-narrow-after-reset", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/registers", Step: "width over a software reset"}},
			Does:   "A software reset makes the registers 16 bits wide again.",
			Says:   "Only a hardware reset undoes DWIO.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"BCR18: Burst and Bus Control Register\", DWIO"),
		}),
		graph.Deviates("pcnet-three-buffers", graph.Deviation{
			In: []graph.Place{
				{Test: "pcnet-tests/transfers", Step: "LANCE / frames over many receive buffers"},
				{Test: "pcnet-tests/transfers", Step: "ILACC / frames over many receive buffers"},
				{Test: "pcnet-tests/transfers", Step: "PCnet-PCI / frames over many receive buffers"},
				{Test: "pcnet-tests/transfers", Step: "burst / frames over many receive buffers"},
			},
			Does:   "A frame that needs more than three receive buffers is cut short, with ERR and BUFF.",
			Says:   "A frame may span any number of receive buffers.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"Descriptor Rings\""),
		}),
		graph.Deviates("pcnet-no-padding", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/transfers", Step: "automatic padding"}},
			Does:   "APAD_XMT has no effect.",
			Says:   "With APAD_XMT short frames are padded to 64 bytes, with FCS.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"Automatic Pad Generation\""),
		}),
		graph.Deviates("pcnet-no-stripping", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/transfers", Step: "automatic stripping"}},
			Does:   "ASTRP_RCV has no effect.",
			Says:   "With ASTRP_RCV padding and FCS of IEEE 802.3 frames are stripped.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"Automatic Pad Stripping\""),
		}),
		graph.Deviates("pcnet-frame-check-sequence", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/transfers", Step: "frame check sequence"}},
			Does:   "The four bytes behind a frame are zero.",
			Says:   "The FCS of a frame follows it in its buffer.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"Receive Operation\""),
		}),
		graph.Deviates("pcnet-loopback-fcs", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/loopback", Step: "frame check sequence"}},
			Does:   "The FCS of a looped frame is not inverted, and its bytes are in reverse order.",
			Says:   "The FCS of a looped frame is that of IEEE 802.3.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"Loopback Operation\""),
		}),
		graph.Deviates("pcnet-ltint", graph.Deviation{
			In:     []graph.Place{{Test: "pcnet-tests/interrupts", Step: "interrupts of chosen frames"}},
			Does:   "With LTINTEN every frame sets TINT.",
			Says:   "With LTINTEN only a frame with LTINT sets TINT.",
			Clause: graph.NewClause("Am79C970A data sheet, section \"CSR5: Extended Control and Interrupt\", LTINTEN"),
		}),
	}
}
