package e1000e

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's e1000e from the specification.
func deviations() []graph.Deviation {
	old := []graph.VersionRange{{Until: "10.0"}}
	return []graph.Deviation{
		graph.Deviates("e1000e-tidv-reads-zero", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/init", Step: "registers that keep what is written / TIDV"}},
			Does:   "TIDV reads as 0.",
			Says:   "TIDV is a register that software reads and writes.",
			Clause: graph.NewClause("82574 datasheet, section 10.2.6 \"Transmit Register Descriptions\", TIDV"),
		}),
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
		graph.Deviates("e1000e-reset-keeps-registers", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000e-tests/init", Step: "reset values"},
				{Test: "e1000e-tests/init", Step: "addresses"},
			},
			QEMU:   old,
			Does:   "CTRL.RST leaves most registers and the address filters as they are.",
			Says:   "CTRL.RST sets all registers to their default values, except those of the PCI configuration and a few others.",
			Clause: graph.NewClause("82574 datasheet, section 10.2.2.1 \"Device Control Register - CTRL\", RST"),
		}),
		graph.Deviates("e1000e-pending-cause-again", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/init", Step: "MSI"}},
			QEMU:   old,
			Does:   "A cause that is set while it is pending sends another message.",
			Says:   "A message is sent when a cause becomes pending.",
			Clause: graph.NewClause("82574 datasheet, section 7.1.1 \"Legacy and MSI Interrupt Modes\""),
		}),
		graph.Deviates("e1000e-packet-checksum", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/rx", Step: "packet checksum"}},
			Does:   "The packet checksum in a legacy receive descriptor is 0.",
			Says:   "It is the sum in ones' complement of the frame, from the byte on that RXCSUM.PCSS says.",
			Clause: graph.NewClause("82574 datasheet, section 7.1 \"Receive Functionality\", \"Packet Checksum\" of the legacy descriptor"),
		}),
		graph.Deviates("e1000e-masked-vector-lost", graph.Deviation{
			In:     []graph.Place{{Test: "e1000e-tests/init", Step: "MSI-X vectors"}},
			QEMU:   old,
			Does:   "The message of a vector that is masked in the table is lost.",
			Says:   "The pending bit of a masked vector is set, and its message sent when it is unmasked.",
			Clause: graph.NewClause("PCI Local Bus 3.0, section 6.8.2.9 \"Pending Bits for MSI-X Table Entries\""),
		}),
		graph.Deviates("e1000e-segments-in-fragments", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000e-tests/tx", Step: "segmentation"},
				{Test: "e1000e-tests/tx", Step: "interrupt causes"}, // frames are left over
				{Test: "e1000e-tests/multiple_transfers", Step: "both queues"},
				{Test: "e1000e-tests/multiple_transfers", Step: "vectors of queues"}, // likewise
			},
			QEMU:   old,
			Does:   "A segment of the full size leaves as two IP fragments.",
			Says:   "Each segment is a packet with as much payload as MSS says.",
			Clause: graph.NewClause("82574 datasheet, section 7.3.6 \"TCP Segmentation\""),
		}),
		graph.Deviates("e1000e-octets-without-fcs", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000e-tests/tx", Step: "legacy descriptors / statistics"},
				{Test: "e1000e-tests/tx", Step: "extended descriptors / statistics"},
				{Test: "e1000e-tests/migrate", Step: "statistics"},
			},
			QEMU:   old,
			Does:   "GOTC and TOT do not count the four bytes of the frame check sequence.",
			Says:   "The registers count all bytes from the destination address to the FCS, inclusive.",
			Clause: graph.NewClause("82574 datasheet, section 10.2.7 \"Statistics Register Descriptions\", GOTC and TOT"),
		}),
		graph.Deviates("e1000e-oversize-frame-accepted", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000e-tests/rx", Step: "legacy descriptors / longest frame"},
				{Test: "e1000e-tests/rx", Step: "legacy descriptors / longest long frame"},
				{Test: "e1000e-tests/rx", Step: "extended descriptors / longest frame"},
				{Test: "e1000e-tests/rx", Step: "extended descriptors / longest long frame"},
			},
			QEMU:   old,
			Does:   "A frame that is longer by up to four bytes than the limit is received.",
			Says:   "Frames longer than 1522 bytes with FCS, or 16384 with RCTL.LPE, are discarded.",
			Clause: graph.NewClause("82574 datasheet, section 10.2.5 \"Receive Register Descriptions\", RCTL.LPE"),
		}),
	}
}
