package zynqcan

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/net/zynqcan"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	graph.Test(g, "xlnx.zynqmp-can-tests/registers", zynqcan.Driver, registers, known)
	graph.Test(g, "xlnx.zynqmp-can-tests/bus", zynqcan.Driver, bus, known)
	graph.Test(g, "xlnx.zynqmp-can-tests/timestamp", zynqcan.Driver, timestamp, graph.Requires(graph.SteppedClock))
	graph.Test(g, "xlnx.zynqmp-can-tests/filter", zynqcan.Driver, filter, known)
	graph.Test(g, "xlnx.zynqmp-can-tests/modes", zynqcan.Driver, modes, known)
	graph.Test(g, "xlnx.zynqmp-can-tests/interrupts", zynqcan.Driver, interrupts, known)
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	const registers = "Zynq-7000 SoC Technical Reference Manual, UG585, appendix B, can, "
	in := func(test, step string) []graph.Place {
		return []graph.Place{{Test: "xlnx.zynqmp-can-tests/" + test, Step: step}}
	}
	return []graph.Deviation{
		graph.Deviates("xlnx-can-pending-after-power-on", graph.Deviation{
			In:     in("registers", "pending after power on"),
			Does:   "TXBFLL is pending after power on.",
			Says:   "ISR is 6000h after a reset: TXFEMP and TXFWMEMP.",
			Clause: graph.NewClause(registers + `"Register XCANPS_ISR_OFFSET Details"`),
		}),
		graph.Deviates("xlnx-can-error-state", graph.Deviation{
			In:     in("registers", "error state"),
			Does:   "ESTAT stays 0 in normal mode.",
			Says:   "ESTAT is 0 in configuration mode, and 1 for a controller that is error active.",
			Clause: graph.NewClause(registers + `"Register XCANPS_SR_OFFSET Details", ESTAT`),
		}),
		graph.Deviates("xlnx-can-bus-idle", graph.Deviation{
			In:     in("registers", "bus idle"),
			Does:   "BIDLE stays 0.",
			Says:   "BIDLE is 1 while no message is on the bus.",
			Clause: graph.NewClause(registers + `"Register XCANPS_SR_OFFSET Details", BIDLE`),
		}),
		graph.Deviates("xlnx-can-normal-in-configuration", graph.Deviation{
			In:     in("registers", "configuration mode"),
			Does:   "NORMAL is 1 beside CONFIG once the controller was reset by SRST, or left normal mode.",
			Says:   "NORMAL is 1 if the controller is in normal mode.",
			Clause: graph.NewClause(registers + `"Register XCANPS_SR_OFFSET Details", NORMAL`),
		}),
		graph.Deviates("xlnx-can-filters-over-reset", graph.Deviation{
			In:     in("registers", "filters after a software reset"),
			Does:   "SRST leaves the filters in use.",
			Says:   "SRST resets the registers, and AFR is 0 after a reset.",
			Clause: graph.NewClause(registers + `"Register XCANPS_AFR_OFFSET Details" and "Register XCANPS_SRR_OFFSET Details"`),
		}),
		graph.Deviates("xlnx-can-full-status", graph.Deviation{
			In:     in("bus", "full in the status"),
			Does:   "TXFLL and TXBFLL of SR stay 0 while the FIFO and the buffer are full.",
			Says:   "TXFLL and TXBFLL are 1 while the FIFO and the buffer are full.",
			Clause: graph.NewClause(registers + `"Register XCANPS_SR_OFFSET Details", TXFLL and TXBFLL`),
		}),
		graph.Deviates("xlnx-can-nothing-transmitted", graph.Deviation{
			In:     in("interrupts", "nothing transmitted"),
			Does:   "TXOK is set when the controller is enabled and has no message.",
			Says:   "TXOK is set after a message was transmitted.",
			Clause: graph.NewClause(`Zynq UltraScale+ Device Technical Reference Manual, UG1085 2.4, chapter 20, "TX Messages"`),
		}),
		graph.Deviates("xlnx-can-receive-fifo-writable", graph.Deviation{
			In:     in("registers", "receive FIFO written"),
			Does:   "The last three words of the receive FIFO keep what is written.",
			Says:   "Writes to the registers of the receive FIFO are ignored.",
			Clause: graph.NewClause(`Zynq UltraScale+ Device Technical Reference Manual, UG1085 2.4, chapter 20, "RX Messages"`),
		}),
		graph.Deviates("xlnx-can-loop-back-hears-others", graph.Deviation{
			In:     in("modes", "loop-back / messages of others"),
			Does:   "The controller receives messages of the bus.",
			Says:   "The controller receives no messages of other nodes.",
			Clause: graph.NewClause(`Zynq-7000 SoC Technical Reference Manual, UG585 1.15, "Loop Back Mode (Diagnostics)"`),
		}),
	}
}
