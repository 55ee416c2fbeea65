package gic

import (
	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/device/interrupt/gic"
)

// Register adds the tests. By default they run on a board with one processor, and on one with four.
func Register(g *graph.Graph) {
	known := graph.Known(deviations()...)
	some := graph.SlowBeside("arm/realview-pbx-a9", "arm/orangepi-pc")
	graph.Test(g, "arm_gic-tests/registers", gic.Driver, registers, some, known)
	graph.Test(g, "arm_gic-tests/interrupts", gic.Driver, interrupts, some, known)
	graph.Test(g, "arm_gic-tests/non-secure", gic.SecurityDriver, nonSecure, graph.SlowBeside("arm/vexpress-a9", "arm/vexpress-a15"))
}

// deviations are those of the controller.
func deviations() []graph.Deviation {
	several := []string{"arm/orangepi-pc", "arm/bpim2u"} // processors
	const manual = "ARM Generic Interrupt Controller Architecture Specification, ARM IHI 0048B.b, "
	return []graph.Deviation{
		graph.Deviates("arm-gic-pending-without-target", graph.Deviation{
			In:     []graph.Place{{Test: "arm_gic-tests/registers", Step: "pending without a processor"}},
			On:     several,
			Does:   "An interrupt that goes to no processor is never pending.",
			Says:   "The distributor keeps the state of an interrupt, whether it is forwarded or not.",
			Clause: graph.NewClause(manual + "sections 3.2.1 \"Priority of pending interrupts\" and 4.3.7 \"Interrupt Set-Pending Registers\""),
		}),
		graph.Deviates("arm-gic-absent-targets", graph.Deviation{
			In:     []graph.Place{{Test: "arm_gic-tests/registers", Step: "processors that are not there"}},
			On:     several,
			Does:   "GICD_ITARGETSR keeps the bits of processors that are not there.",
			Says:   "The bits of interfaces that are not implemented read as 0, and ignore writes.",
			Clause: graph.NewClause(manual + "section 4.3.12 \"Interrupt Processor Targets Registers\""),
		}),
		graph.Deviates("arm-gic-irq-over-reset", graph.Deviation{
			In:     []graph.Place{{Test: "arm_gic-tests/interrupts", Step: "IRQ after a reset"}},
			On:     []string{"arm/orangepi-pc", "arm/realview-eb", "arm/realview-pb-a8", "arm/realview-pbx-a9"},
			Does:   "A reset of the machine leaves the IRQ of the processor raised, though nothing is pending and both parts are off.",
			Says:   "GICD_CTLR and GICC_CTLR are 0 after a reset: no interrupt is forwarded, and none is signalled.",
			Clause: graph.NewClause(manual + "tables 4-1 and 4-2"),
		}),
	}
}
