package canfd

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/canfd"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "xlnx.versal-canfd-tests/registers", canfd.Driver, registers, known)
	graph.Test(g, "xlnx.versal-canfd-tests/bus", canfd.Driver, bus, known)
	graph.Test(g, "xlnx.versal-canfd-tests/filter", canfd.Driver, filter, known)
	graph.Test(g, "xlnx.versal-canfd-tests/modes", canfd.Driver, modes, known)
	graph.Test(g, "xlnx.versal-canfd-tests/interrupts", canfd.Driver, interrupts, known)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const manual = "CAN FD LogiCORE IP Product Guide, PG223, "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "xlnx.versal-canfd-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("canfd-reserved-bits", graph.Deviation{
			In:     in("registers", "reserved bits"),
			Does:   "MSR and BRPR keep all bits that are written.",
			Says:   "MSR has bits 31:24 and 7:0, and BRPR bits 7:0; the others are reserved and read as 0.",
			Clause: graph.NewClause(manual + `"Mode Select Register" and "Arbitration Phase Baud Rate Prescaler Register"`),
		}),
		graph.Deviates("canfd-marks-over-reset", graph.Deviation{
			In:     in("registers", "watermarks after a software reset"),
			Does:   "SRST leaves the watermarks of the receive FIFOs.",
			Says:   "SRST resets the registers of the controller.",
			Clause: graph.NewClause(manual + `"Software Reset Register", SRST`),
		}),
		graph.Deviates("canfd-status-writable", graph.Deviation{
			In:     in("registers", "read-only"),
			Does:   "SR and ISR keep written values in bits that they do not have.",
			Says:   "SR and ISR can only be read.",
			Clause: graph.NewClause(manual + `"Status Register" and "Interrupt Status Register"`),
		}),
		graph.Deviates("canfd-timing-while-enabled", graph.Deviation{
			In:     in("registers", "timing while enabled"),
			Does:   "A write to BRPR or BTR while the controller is enabled makes it 0.",
			Says:   "They can be written in configuration mode alone.",
			Clause: graph.NewClause(manual + `"Arbitration Phase Baud Rate Prescaler Register" and "Arbitration Phase Bit Timing Register"`),
		}),
		graph.Deviates("canfd-filter-remote", graph.Deviation{
			In:     in("filter", "remote frames"),
			Does:   "A filter does not compare bit 20, SRR/RTR/RRS, of an identifier of 11 bits.",
			Says:   "A filter compares all bits that its mask has, also bit 20.",
			Clause: graph.NewClause(manual + `"Acceptance Filter Mask Register"`),
		}),
		graph.Deviates("canfd-second-in-fifo-1", graph.Deviation{
			In:     in("filter", "several messages in both FIFOs"),
			Does:   "Receive FIFO 1 counts its messages, and stores all of them in the same place.",
			Says:   "Receive FIFO 1 stores up to 64 messages.",
			Clause: graph.NewClause(manual + `"RX FIFO-1"`),
		}),
		graph.Deviates("canfd-mark-without-line", graph.Deviation{
			In: []graph.Place{
				{Test: "xlnx.versal-canfd-tests/interrupts", Step: "RXFWMFLL"}, {Test: "xlnx.versal-canfd-tests/interrupts", Step: "TXEWMFLL"},
				{Test: "xlnx.versal-canfd-tests/interrupts", Step: "watermark"},
			},
			Does:   "The message that reaches a watermark sets its interrupt, and does not raise the line; the next one does.",
			Says:   "The line is raised while an interrupt is pending and enabled.",
			Clause: graph.NewClause(manual + `"Interrupts"`),
		}),
		graph.Deviates("canfd-bus-idle", graph.Deviation{
			In:     in("registers", "bus idle"),
			Does:   "BIDLE stays 0.",
			Says:   "BIDLE is 1 while no message is on the bus.",
			Clause: graph.NewClause(manual + `"Status Register", BIDLE`),
		}),
		graph.Deviates("canfd-no-time", graph.Deviation{
			In:     in("bus", "timestamp"),
			Does:   "The counter for timestamps stands still.",
			Says:   "The counter runs while the controller is enabled.",
			Clause: graph.NewClause(manual + `"Timestamp Register"`),
		}),
		graph.Deviates("canfd-timestamp-overflow", graph.Deviation{
			In:     in("interrupts", "overflow of the timestamp"),
			Does:   "Each received message sets TSCNT_OFLW.",
			Says:   "TSCNT_OFLW is set when the counter for timestamps rolls over.",
			Clause: graph.NewClause(manual + `"Interrupt Status Register", TSCNT_OFLW`),
		}),
		graph.Deviates("canfd-served-without-enable", graph.Deviation{
			In:     in("interrupts", "buffers that take no part"),
			Does:   "TXRRS is set when any buffer was sent.",
			Says:   "TXRRS is set when a buffer was sent whose bit of IETRS is set.",
			Clause: graph.NewClause(manual + `"Interrupt Enable TX Buffer Ready Request Served/Cleared Register"`),
		}),
	}
}
