package e1000

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's e1000 family from the specification.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("e1000-status-reserved-bits", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/init", Step: "reserved bits of STATUS"}},
			Does:   "STATUS has bits 31 and 19 set.",
			Says:   "Bits 31:16 are reserved and read as zero.",
			Clause: graph.NewClause("8254x manual, section 13.4.2 \"Device Status Register\""),
		}),
		graph.Deviates("e1000-registers-not-kept", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/init", Step: "registers of timers and flow control"}},
			Does:   "TIDV, TIPG, FCRTL and FCRTH read as zero.",
			Says:   "Software writes and reads them.",
			Clause: graph.NewClause("8254x manual, chapter 13 \"Register Descriptions\", TIDV, TIPG, FCRTL, FCRTH"),
		}),
		graph.Deviates("e1000-reset-keeps-registers", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/init", Step: "reset values"},
				{Test: "e1000-tests/init", Step: "addresses after a reset"},
			},
			Does:   "CTRL.RST changes nothing but the PHY and CTRL.",
			Says:   "All registers are set to their power-on values.",
			Clause: graph.NewClause("8254x manual, section 13.4.1 \"Device Control Register\", RST"),
		}),
		graph.Deviates("e1000-io-registers", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/init", Step: "access by IOADDR and IODATA"}},
			Does:   "IOADDR and IODATA read as zero, and writes have no effect.",
			Says:   "IODATA gives access to the register that IOADDR selects.",
			Clause: graph.NewClause("8254x manual, section 13.3 \"I/O-Mapped Register Access\""),
		}),
		graph.Deviates("e1000-eeprom-grant", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/init", Step: "pins of the EEPROM given back"}},
			Does:   "EE_GNT is set all the time.",
			Says:   "EE_GNT is set after software sets EE_REQ, and clear after it clears that.",
			Clause: graph.NewClause("8254x manual, section 13.4.3 \"EEPROM/Flash Control & Data Register\""),
		}),
		graph.Deviates("e1000-eeprom-zero", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/init", Step: "zero before the data of the EEPROM"}},
			Does:   "DO is high before the data.",
			Says:   "A zero precedes the data that an EEPROM puts out.",
			Clause: graph.NewClause("93C46 data sheet, READ"),
		}),
		graph.Deviates("e1000-statistics", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/tx", Step: "legacy descriptors / statistics"},
				{Test: "e1000-tests/tx", Step: "extended descriptors / statistics"},
				{Test: "e1000-tests/rx", Step: "statistics"},
				{Test: "e1000-tests/rx", Step: "longest frame"},
				{Test: "e1000-tests/rx", Step: "longest long frame"},
				{Test: "e1000-tests/migrate", Step: "statistics"},
			},
			QEMU:   []graph.VersionRange{{Since: "11.0"}},
			Does:   "Only GPRC, GPTC, TOR, TOT, TPR and TPT count; the other counters read as zero.",
			Says:   "The counters count frames by size and kind, good octets, and oversize frames.",
			Clause: graph.NewClause("8254x manual, section 13.7 \"Statistics Registers\""),
		}),
		graph.Deviates("e1000-broadcast-is-multicast", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "statistics"}},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "MPRC counts broadcasts, and BPRC counts none.",
			Says:   "BPRC counts broadcasts, and MPRC the other multicasts.",
			Clause: graph.NewClause("8254x manual, section 13.7 \"Statistics Registers\", BPRC and MPRC"),
		}),
		graph.Deviates("e1000-no-padding", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/tx", Step: "legacy descriptors / padding"},
				{Test: "e1000-tests/tx", Step: "extended descriptors / padding"},
			},
			Does:   "Short frames are sent as they are.",
			Says:   "With TCTL.PSP short frames are padded to 64 bytes, with FCS.",
			Clause: graph.NewClause("8254x manual, chapter 13 \"Register Descriptions\", TCTL, PSP"),
		}),
		graph.Deviates("e1000-legacy-sum", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/tx", Step: "sum of a legacy descriptor"}},
			Does:   "The bit IC of a legacy descriptor has no effect.",
			Says:   "The sum of the bytes from CSS on is inserted at CSO.",
			Clause: graph.NewClause("8254x manual, section 3.3.3 \"Legacy Transmit Descriptor Format\""),
		}),
		graph.Deviates("e1000-empty-segment", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/tx", Step: "full segments over IPv4"}},
			Does:   "A message that fills all its segments is followed by a segment without payload.",
			Says:   "The last segment has the rest of the payload, which is not empty.",
			Clause: graph.NewClause("8254x manual, section 3.5 \"TCP Segmentation\""),
		}),
		graph.Deviates("e1000-ipv6-payload-length", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/tx", Step: "segmentation over IPv6"},
				{Test: "e1000-tests/tx", Step: "full segments over IPv6"},
			},
			Does:   "The payload length in the IPv6 header of a segment counts that header.",
			Says:   "The payload length is that of what follows the IPv6 header.",
			Clause: graph.NewClause("RFC 8200, section 3 \"IPv6 Header Format\""),
		}),
		graph.Deviates("e1000-oversize-frame-accepted", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/rx", Step: "longest frame"},
				{Test: "e1000-tests/rx", Step: "longest long frame"},
			},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "A frame that is longer by up to four bytes than the limit is received.",
			Says:   "Frames longer than 1522 bytes with FCS, or 16384 with RCTL.LPE, are discarded.",
			Clause: graph.NewClause("8254x manual, section 13.4.22 \"Receive Control Register\", LPE"),
		}),
		graph.Deviates("e1000-short-frames", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "short frames"}},
			QEMU:   []graph.VersionRange{{Since: "8.1"}},
			Does:   "A frame shorter than 64 bytes is received as it is.",
			Says:   "A frame has at least 64 bytes with FCS; a shorter one is received only with RCTL.SBP.",
			Clause: graph.NewClause("8254x manual, section 13.4.22 \"Receive Control Register\", SBP"),
		}),
		graph.Deviates("e1000-frame-check-sequence", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "value of the frame check sequence"}},
			Does:   "The length counts four bytes behind the frame that are not written.",
			Says:   "Without RCTL.SECRC the CRC of the frame follows it in guest memory.",
			Clause: graph.NewClause("8254x manual, section 13.4.22 \"Receive Control Register\", SECRC"),
		}),
		graph.Deviates("e1000-packet-checksum", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "packet checksum"}},
			Does:   "The packet checksum in a receive descriptor is 0.",
			Says:   "It is the sum in ones' complement of the frame, from the byte on that RXCSUM.PCSS says.",
			Clause: graph.NewClause("8254x manual, section 13.4 \"Main Register Descriptions\", RXCSUM, PCSS"),
		}),
		graph.Deviates("e1000-receive-checksums", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "checksums"}},
			Does:   "IPCS and TCPCS are never set.",
			Says:   "Checksums are verified as RXCSUM says, and the results are in the descriptor.",
			Clause: graph.NewClause("8254x manual, section 3.2.9 \"Receive Packet Checksum Offloading\""),
		}),
		graph.Deviates("e1000-threshold-repeated", graph.Deviation{
			In:     []graph.Place{{Test: "e1000-tests/rx", Step: "threshold of descriptors"}},
			Does:   "Each frame below the threshold sets RXDMT0.",
			Says:   "RXDMT0 is set when the number of free descriptors becomes equal to the threshold.",
			Clause: graph.NewClause("8254x manual, section 13.4.22 \"Receive Control Register\", RDMTS"),
		}),
		graph.Deviates("e1000-no-delays", graph.Deviation{
			In: []graph.Place{
				{Test: "e1000-tests/delays", Step: "receive"},
				{Test: "e1000-tests/delays", Step: "transmit"},
			},
			Does:   "RDTR, RADV, TIDV and TADV delay nothing.",
			Says:   "The timers delay RXT0, and TXDW for a descriptor with IDE.",
			Clause: graph.NewClause("8254x manual, section 3.2.7 \"Receive Interrupts\""),
		}),
	}
}
