package smc91c111

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
)

// Register adds the tests. By default they run on two boards, and the migration on one.
func Register(g *graph.Graph) {
	some, known := graph.SlowBeside("arm/integratorcp", "arm/versatilepb"), graph.Known(slices.Concat(ofRegisters(), ofMemory(), ofFrames())...)
	graph.Test(g, "smc91c111-tests/registers", smc91c111.Driver, registers, some, known)
	graph.Test(g, "smc91c111-tests/frames", smc91c111.Driver, frames, some, known)
	graph.Pair(g, "smc91c111-tests/migrate", smc91c111.Driver, migrate, graph.SlowBeside("arm/versatilepb"))
}

// sheet is the specification.
const sheet = "LAN91C111 data sheet, Microchip, DS00002276A, "

// in returns steps of a test.
func in(test string, steps ...string) (places []graph.Place) {
	for _, s := range steps {
		places = append(places, graph.Place{Test: "smc91c111-tests/" + test, Step: s})
	}
	return places
}

// ofRegisters are deviations of registers.
func ofRegisters() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("smc91c111-phy-control", graph.Deviation{
			In:     in("registers", "written / RPCR"),
			Does:   "The register reads as 0.",
			Says:   "RPCR can be written.",
			Clause: graph.NewClause(sheet + "section 8.10 \"Bank 0 - Receive/Phy Control Register\""),
		}),
		graph.Deviates("smc91c111-base-address", graph.Deviation{
			In:     in("registers", "after power on / BAR", "software reset / BAR", "reset / BAR", "written / BAR"),
			Does:   "The register reads as 0.",
			Says:   "BAR is 1801h after a reset, and can be written.",
			Clause: graph.NewClause(sheet + "section 8.12 \"Bank 1 - Base Address Register\""),
		}),
		graph.Deviates("smc91c111-address", graph.Deviation{
			In:     in("registers", "written / address"),
			Does:   "The registers IA0 to IA5 keep the address of QEMU's command line, whatever is written.",
			Says:   "They are loaded from the EEPROM, and can be written.",
			Clause: graph.NewClause(sheet + "section 8.13 \"Bank 1 - Individual Address Registers\""),
		}),
		graph.Deviates("smc91c111-multicast-table", graph.Deviation{
			In:     in("registers", "written / multicast table"),
			Does:   "The multicast table reads as 0.",
			Says:   "The table can be written, and read.",
			Clause: graph.NewClause(sheet + "section 8.22 \"Bank 3 - Multicast Table Registers\""),
		}),
		graph.Deviates("smc91c111-no-phy", graph.Deviation{
			In:     in("registers", "PHY"),
			Does:   "MGMT always reads as 3330h, and no PHY answers.",
			Says:   "MGMT drives the wires to the PHY, which is in the chip.",
			Clause: graph.NewClause(sheet + "section 8.23 \"Bank 3 - Management Interface\""),
		}),
		graph.Deviates("smc91c111-link", graph.Deviation{
			In:     in("registers", "link"),
			Does:   "LINK_OK is always 1, and a link that goes down raises no interrupt.",
			Says:   "LINK_OK is the state of the link; with LE ENABLE a change of it sets EPH INT.",
			Clause: graph.NewClause(sheet + "section 8.6 \"Bank 0 - EPH Status Register\""),
		}),
		graph.Deviates("smc91c111-software-reset", graph.Deviation{
			In:     in("registers", "software reset / CR", "software reset / GPR"),
			Does:   "A software reset resets CR, and leaves GPR as it is.",
			Says:   "A software reset leaves CR, BAR and IA as they are, and resets the other registers.",
			Clause: graph.NewClause(sheet + "section 8.7 \"Bank 0 - Receive Control Register\""),
		}),
	}
}

// ofMemory are deviations of the MMU.
func ofMemory() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("smc91c111-free-packets", graph.Deviation{
			In:     in("registers", "after power on / free packets", "software reset / free packets", "reset / free packets", "memory / free packets"),
			Does:   "The upper half of MIR counts the packets that are in use.",
			Says:   "It counts the free ones.",
			Clause: graph.NewClause(sheet + "section 8.9 \"Bank 0 - Memory Information Register\""),
		}),
		graph.Deviates("smc91c111-allocation-result", graph.Deviation{
			In: in("registers", "after power on / no packet given out", "software reset / no packet given out", "reset / no packet given out",
				"memory / reset of the MMU / ARR", "memory / reset of the MMU / PNR"),
			Does:   "FAILED is 0 after a reset, and a reset of the MMU leaves it and PNR as they are.",
			Says:   "After a reset, and after a reset of the MMU, FAILED is 1 and PNR is 0.",
			Clause: graph.NewClause(sheet + "section 8.17 \"Bank 2 - Packet Number Register\""),
		}),
		graph.Deviates("smc91c111-stale-causes", graph.Deviation{
			In:     in("registers", "memory / reset of the MMU / IST", "memory / reset of the FIFOs / IST"),
			Does:   "TX INT, RCV INT and ALLOC INT stay set when a reset of the MMU or of the FIFOs takes their reasons away.",
			Says:   "A reset of the MMU clears interrupts. TX INT and RCV INT are the inverse of TEMPTY and REMPTY, and ALLOC INT is that of FAILED.",
			Clause: graph.NewClause(sheet + "section 8.21 \"Bank 2 - Interrupt Status Registers\""),
		}),
	}
}

// ofFrames are deviations of the transmitter and the receiver.
func ofFrames() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("smc91c111-padding", graph.Deviation{
			In:     in("frames", "padding"),
			Does:   "With PAD_EN a frame is padded to 64 bytes, without the FCS.",
			Says:   "It is padded to 64 bytes, of which four are the FCS.",
			Clause: graph.NewClause(sheet + "section 8.5 \"Bank 0 - Transmit Control Register\""),
		}),
		graph.Deviates("smc91c111-short-frames", graph.Deviation{
			In:     in("frames", "short frames"),
			Does:   "A received frame of 60 to 63 bytes, without the FCS, is padded to 64. ODDFRM and ODD then differ.",
			Says:   "The packet has the frame as it was received.",
			Clause: graph.NewClause(sheet + "section 8.1 \"Frame Format In Buffer Memory\""),
		}),
		graph.Deviates("smc91c111-frame-check-sequence", graph.Deviation{
			In:     in("frames", "frame check sequence"),
			Does:   "The CRC of a received frame begins with zeros in place of ones. If its length is odd, the CRC is before the last byte.",
			Says:   "The FCS of the frame is behind it.",
			Clause: graph.NewClause(sheet + "section 8.1 \"Frame Format In Buffer Memory\""),
		}),
		graph.Deviates("smc91c111-no-filter", graph.Deviation{
			In:     in("frames", "unicast", "groups", "all groups"),
			Does:   "All frames are received, whatever their address is.",
			Says:   "Frames are received to the controller's address, to all, and to groups by the multicast table or ALMUL, and others with PRMS.",
			Clause: graph.NewClause(sheet + "section 8.7 \"Bank 0 - Receive Control Register\""),
		}),
		graph.Deviates("smc91c111-received-status", graph.Deviation{
			In: in("frames", "status of received frames / a byte too long", "status of received frames / a group",
				"status of received frames / a broadcast"),
			Does:   "The status word has neither BROADCAST nor MULTCAST nor the hash value, and TOOLNG only from 1519 bytes on, without the FCS.",
			Says:   "It has these, and TOOLNG for a frame of more than 1518 bytes with the FCS.",
			Clause: graph.NewClause(sheet + "section 8.2 \"Receive Frame Status\""),
		}),
		graph.Deviates("smc91c111-sent-status", graph.Deviation{
			In: in("frames", "status of sent frames / to a station", "status of sent frames / to a group",
				"status of sent frames / to all"),
			Does:   "EPHSR tells nothing of the last sent frame.",
			Says:   "It has the status of the last sent frame.",
			Clause: graph.NewClause(sheet + "section 8.6 \"Bank 0 - EPH Status Register\""),
		}),
		graph.Deviates("smc91c111-transmitter-on", graph.Deviation{
			In:     in("frames", "transmitter off / transmitter on"),
			Does:   "A frame that waits while TXENA is set stays where it is until another one is posted.",
			Says:   "Frames are sent while TXENA is set.",
			Clause: graph.NewClause(sheet + "section 8.5 \"Bank 0 - Transmit Control Register\""),
		}),
		graph.Deviates("smc91c111-loop-back", graph.Deviation{
			In:     in("frames", "loop-back"),
			Does:   "With EPH_LOOP a frame goes to the wire, and is not received.",
			Says:   "The transmitter's output is led to the receiver, inside the chip.",
			Clause: graph.NewClause(sheet + "section 8.5 \"Bank 0 - Transmit Control Register\""),
		}),
	}
}
