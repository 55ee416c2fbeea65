package rtl8139

import "github.com/qgraph/qgraph/graph"

// deviations are those of QEMU's rtl8139 from the data sheets.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("rtl8139-promiscuous-status", graph.Deviation{
			In: []graph.Place{
				{Test: "rtl8139-tests/transfers", Step: "headers in the ring / promiscuous / to the address"},
				{Test: "rtl8139-tests/transfers", Step: "headers in the ring / promiscuous / to a group"},
				{Test: "rtl8139-tests/transfers", Step: "headers in the ring / promiscuous / to all"},
			},
			Does:   "With RCR.AAP the header of a frame does not say which kind of address it has.",
			Says:   "PAM, MAR and BAR are set for frames to the controller's address, a group and all.",
			Clause: graph.NewClause("RTL8139C(L) data sheet, section \"Receive Status Register in Rx packet header\""),
		}),
		graph.Deviates("rtl8139-overflow", graph.Deviation{
			In:     []graph.Place{{Test: "rtl8139-tests/transfers", Step: "full ring / overflow"}},
			Does:   "Frames for which the receive ring has no room wait outside of the controller, and RXOVW stays clear.",
			Says:   "RXOVW is set, and MPC counts the frames that were lost.",
			Clause: graph.NewClause("RTL8139C(L) data sheet, section \"Interrupt Status Register\""),
		}),
		graph.Deviates("rtl8139-bmsr", graph.Deviation{
			In:     []graph.Place{{Test: "rtl8139-tests/registers", Step: "written and read / status of the PHY"}},
			Does:   "Bits 7 and 6 of BMSR keep what is written.",
			Says:   "BMSR is read-only.",
			Clause: graph.NewClause("RTL8139C(L) data sheet, section \"Basic Mode Status Register\""),
		}),
		graph.Deviates("rtl8139-eeprom-write", graph.Deviation{
			In: []graph.Place{
				{Test: "rtl8139-tests/registers", Step: "EEPROM / write"},
				{Test: "rtl8139-tests/registers", Step: "EEPROM / ready"},
			},
			Does:   "Words of the EEPROM cannot be written, and DO stays low.",
			Says:   "After EWEN they can be, and DO is high once the EEPROM is selected again after a write.",
			Clause: graph.NewClause("Microchip 93C46A/B/C data sheet, sections \"Write\" and \"Data Out (DO)\""),
		}),
		graph.Deviates("rtl8139-bmcr", graph.Deviation{
			In: []graph.Place{
				{Test: "rtl8139-tests/registers", Step: "PHY / control"},
				{Test: "rtl8139-tests/registers", Step: "PHY / restart"},
			},
			Does:   "Speed, duplex mode and auto-negotiation of BMCR cannot be written, and the bit that restarts the negotiation stays set.",
			Says:   "They can be written while the configuration is unlocked, and the restart clears itself.",
			Clause: graph.NewClause("RTL8139C(L) data sheet, section \"Basic Mode Control Register\""),
		}),
		graph.Deviates("rtl8139-plus-zero", graph.Deviation{
			In:     []graph.Place{{Test: "rtl8139-tests/plus", Step: "left by zero"}},
			Does:   "Any write to C+CR turns the C+ mode on, that of zero too.",
			Says:   "The C+ mode is on if bit 0 or bit 1 of C+CR is set.",
			Clause: graph.NewClause("RTL8139C+ data sheet, section \"C+ Command Register\""),
		}),
		graph.Deviates("rtl8139-segment-flags", graph.Deviation{
			In:     []graph.Place{{Test: "rtl8139-tests/plus", Step: "segments / flags"}},
			Does:   "No piece of a segment has its PSH and FIN.",
			Says:   "The last one has them.",
			Clause: graph.NewClause("RFC 9293, section 3.9.1.2 \"Send\": the last segment of a buffer has PSH"),
		}),
		graph.Deviates("rtl8139-reset-address", graph.Deviation{
			In:     []graph.Place{{Test: "rtl8139-tests/registers", Step: "software reset / address"}},
			Does:   "A software reset sets IDR to the address in the EEPROM.",
			Says:   "It does not change IDR.",
			Clause: graph.NewClause("RTL8139C(L) data sheet, section \"Command Register\", RST"),
		}),
	}
}
