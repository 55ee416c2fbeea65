package uart

import "github.com/qgraph/qgraph/graph"

// deviations are those of serial ports.
func deviations() []graph.Deviation {
	return []graph.Deviation{
		graph.Deviates("16550-modem-control-after-reset", graph.Deviation{
			In:     after("MCR"),
			On:     []string{"serial-mm", "isa-serial"},
			Does:   "OUT2 is set in the modem control register after a reset.",
			Says:   "A reset clears all bits of the modem control register.",
			Clause: graph.NewClause("TL16C550C, TI SLLS177I, table \"ACE Reset Functions\""),
		}),
		graph.Deviates("imx-serial-on-after-reset", graph.Deviation{
			In:     after("UCR1", "UCR2", "UCR4"),
			On:     []string{"imx.serial"},
			Does:   "The port and its transmitter are on after a reset, as if the boot ROM had run, and UCR4 is 0.",
			Says:   "After a reset UCR1 is 0, UCR2 is 1 and UCR4 is 8000h.",
			Clause: graph.NewClause("i.MX 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, chapter \"UART\", \"UART Memory Map/Register Definition\""),
		}),
		graph.Deviates("imx-serial-fifo-after-reset", graph.Deviation{
			In:     after("UFCR"),
			On:     []string{"imx.serial"},
			QEMU:   []graph.VersionRange{{Until: "10.0"}},
			Does:   "The register UFCR is 0 after a reset.",
			Says:   "After a reset UFCR is 801h.",
			Clause: graph.NewClause("i.MX 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, chapter \"UART\", \"UART FIFO Control Register\""),
		}),
		graph.Deviates("pl011-loopback", graph.Deviation{
			In:     []graph.Place{{Test: "uart-tests/characters", Step: "loopback"}},
			On:     []string{"pl011", "pl011_luminary"},
			QEMU:   []graph.VersionRange{{Until: "8.2"}},
			Does:   "With LBE the device does not receive what it sends.",
			Says:   "LBE feeds the transmitter's line to the receiver.",
			Clause: graph.NewClause("PrimeCell UART (PL011), ARM DDI 0183G, section 3.3.8 \"Control Register, UARTCR\""),
		}),
		graph.Deviates("imx-serial-rate", graph.Deviation{
			In:     []graph.Place{{Test: "uart-tests/registers", Step: "UBIR written"}},
			On:     []string{"imx.serial"},
			Does:   "The register UBIR does not keep what is written.",
			Says:   "UBIR can be read and written.",
			Clause: graph.NewClause("i.MX 6Dual/6Quad Applications Processor Reference Manual, IMX6DQRM, chapter \"UART\", \"UART BRM Incremental Register\""),
		}),
		graph.Deviates("max78000-uart-enabled-late", graph.Deviation{
			In:     []graph.Place{{Test: "uart-tests/interrupts", Step: "RX_THD"}},
			On:     []string{"max78000-uart"},
			Does:   "An interrupt that is enabled while its flag is set does not raise the line.",
			Says:   "An interrupt is raised while its flag is set and it is enabled.",
			Clause: graph.NewClause("MAX78000 User Guide, Analog Devices UG7456, chapter \"UART\", \"Interrupts\""),
		}),
		graph.Deviates("strongarm-uart-on-after-reset", graph.Deviation{
			In:     after("UTCR3"),
			On:     []string{"strongarm-uart"},
			Does:   "The receiver and the transmitter are on after a reset.",
			Says:   "A reset clears RXE and TXE.",
			Clause: graph.NewClause("Intel StrongARM SA-1110 Microprocessor Developer's Manual, section 11.11 \"Serial Port 3 - UART\""),
		}),
		graph.Deviates("nrf51-uart-rate-after-reset", graph.Deviation{
			In:     after("BAUDRATE"),
			On:     []string{"nrf51_soc.uart"},
			Does:   "The register BAUDRATE is 0 after a reset.",
			Says:   "After a reset BAUDRATE is 04000000h.",
			Clause: graph.NewClause("nRF51 Series Reference Manual v3.0.1, chapter 29 \"UART\", table \"BAUDRATE\""),
		}),
		graph.Deviates("scif-rate", graph.Deviation{
			In:     append(after("SCBRR2"), graph.Place{Test: "uart-tests/registers", Step: "SCBRR2 written"}),
			On:     []string{"scif"},
			Does:   "The register SCBRR2 reads as 0.",
			Says:   "SCBRR2 can be read and written, and is FFh after a reset.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 16.2.8 \"Bit Rate Register (SCBRR2)\""),
		}),
		graph.Deviates("scif-on-after-reset", graph.Deviation{
			In:     after("SCSCR2"),
			On:     []string{"scif"},
			Does:   "The transmitter is on after a reset.",
			Says:   "After a reset SCSCR2 is 0.",
			Clause: graph.NewClause("SH7751 Group, SH7751R Group Hardware Manual, Renesas REJ09B0370-0400, section 16.2.6 \"Serial Control Register (SCSCR2)\""),
		}),
	}
}

// after returns the steps about registers after a reset.
func after(registers ...string) []graph.Place {
	var places []graph.Place
	for _, r := range registers {
		places = append(places, graph.Place{Test: "uart-tests/registers", Step: r + " after a reset"})
	}
	return places
}
