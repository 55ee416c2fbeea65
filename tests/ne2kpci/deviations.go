package ne2kpci

import (
	"slices"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/ne2kpci"
)

// steps returns a step of a test on both buses.
func steps(test, step string) (all []graph.Place) {
	for _, d := range []graph.Driver[*ne2kpci.Device]{ne2kpci.Driver, ne2kpci.ISADriver} {
		all = append(all, graph.Place{Test: d.Name() + "-tests/" + test, Step: step})
	}
	return all
}

// deviations are those of QEMU's NE2000 from the data sheets.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("ne2k_pci-command-after-reset", graph.Deviation{
			In:     steps("registers", "reset by its port / command"),
			Does:   "A reset leaves CR as it is.",
			Says:   "A reset sets RD2 and STP in CR and clears TXP and STA.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.1, \"Reset\""),
		}),
		graph.Deviates("ne2k_pci-port-aliases", graph.Deviation{
			In:     slices.Concat(steps("registers", "reset by every address of the port"), steps("memory", "every address of the data port")),
			Does:   "Only address 10h is the data port, and only address 1Fh the reset port.",
			Says:   "Addresses 10h to 17h are the data port, 18h to 1Fh the reset port.",
			Clause: graph.NewClause("RTL8029AS specification, section 5.2 \"NE2000 Registers\", register table"),
		}),
		graph.Deviates("ne2k_pci-pages-outside-ram", graph.Deviation{
			In:     slices.Concat(steps("registers", "pages outside the RAM / BNRY"), steps("registers", "pages outside the RAM / CURR")),
			Does:   "BNRY and CURR ignore pages behind the RAM.",
			Says:   "They keep the eight bits that are written.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.3, BNRY and CURR"),
		}),
		graph.Deviates("ne2k_pci-page-two", graph.Deviation{
			In: slices.Concat(steps("registers", "configuration in page 2 / TPSR"), steps("registers", "configuration in page 2 / RCR"),
				steps("registers", "configuration in page 2 / TCR"), steps("registers", "configuration in page 2 / DCR"),
				steps("registers", "configuration in page 2 / IMR")),
			Does:   "In page 2 TPSR, RCR, TCR, DCR and IMR read as zero.",
			Says:   "In page 2 the registers are read that page 0 can only write.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.1 \"Register Address Mapping\""),
		}),
		graph.Deviates("ne2k_pci-stop-sets-no-rst", graph.Deviation{
			In:     steps("registers", "reset state in ISR / after STP"),
			Does:   "STP sets no bit in ISR.",
			Says:   "ISR has RST set once the controller has stopped.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.3, \"Interrupt Status Register\""),
		}),
		graph.Deviates("ne2k_pci-mask-after-reset", graph.Deviation{
			In:     steps("registers", "registers over a reset / mask"),
			Does:   "A reset leaves IMR as it is.",
			Says:   "A reset clears all bits of IMR.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.1, \"Reset\""),
		}),
		graph.Deviates("ne2k_pci-frame-check-sequence", graph.Deviation{
			In:     steps("transfers", "frame check sequence"),
			Does:   "The four bytes behind a frame are left as they were.",
			Says:   "The FCS of a frame follows it in the ring.",
			Clause: graph.NewClause("DP8390 data sheet, section 4.0 \"Transmit/Receive Packet Encapsulation/Decapsulation\""),
		}),
		graph.Deviates("ne2k_pci-no-overflow", graph.Deviation{
			In:     steps("transfers", "full ring / OVW"),
			Does:   "A frame for which the ring has no room waits outside the controller.",
			Says:   "It is lost and sets OVW.",
			Clause: graph.NewClause("DP8390 data sheet, section 7.0, \"Buffer Ring Overflow\""),
		}),
		graph.Deviates("ne2k_pci-monitor", graph.Deviation{
			In:     slices.Concat(steps("transfers", "monitor mode / nothing stored"), steps("transfers", "monitor mode / count of missed frames")),
			Does:   "RCR.MON has no effect, and no frame is counted.",
			Says:   "In monitor mode frames are not stored, and CNTR2 counts them.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.3, \"Receive Configuration Register\" and \"Network Tally Counters\""),
		}),
		graph.Deviates("ne2k_pci-no-loopback", graph.Deviation{
			In:     steps("transfers", "loopback"),
			Does:   "Frames leave in loopback mode 1.",
			Says:   "In mode 1 the loopback is inside the controller.",
			Clause: graph.NewClause("DP8390 data sheet, section 12.0 \"Loopback Diagnostics\""),
		}),
		graph.Deviates("ne2k_pci-promiscuous-groups", graph.Deviation{
			In:     steps("filter", "groups without AM / PRO"),
			Does:   "With PRO multicasts are received without AM.",
			Says:   "PRO accepts frames to any physical address; AM and AB decide about the others.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.3, \"Receive Configuration Register\""),
		}),
		graph.Deviates("ne2k_pci-address-of-prom", graph.Deviation{
			In:     steps("filter", "another address"),
			Does:   "Frames are received by the address in the PROM, whatever PAR has.",
			Says:   "Frames are received by the address in PAR0 to PAR5.",
			Clause: graph.NewClause("DP8390 data sheet, section 10.3, \"Physical Address Registers\""),
		}),
	}
}
